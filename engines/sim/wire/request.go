// Package wire is the HTTP/1.1 that the simulator speaks: a request parser over
// a byte buffer and the framing of responses. It is our own because a stream's
// chunks must be single writes of preformatted bytes at their due time.
package wire

import (
	"bytes"
	"strconv"
	"strings"
)

// Limits of what a client may send.
const (
	MaxHeaderBytes = 64 << 10
	MaxBodyBytes   = 32 << 20
)

// Request is one complete request. Body points into the parsed buffer.
type Request struct {
	Method, Path, Query string
	Authorization       string
	RequestID           string // X-Request-Id
	Sim                 string // X-Sim
	Body                []byte
	Close               bool // the client wants the connection closed afterwards
	HTTP10              bool // no chunked transfer-encoding in the answer
}

// BadRequest is a request that cannot be parsed; the connection is unusable after it.
type BadRequest struct {
	Status int
	Reason string
}

func (e *BadRequest) Error() string { return e.Reason }

// head is what the header fields say about how to read the body.
type head struct {
	contentLength  int
	chunked        bool
	expectContinue bool
}

// Parse takes one request from the front of in. used is how many bytes it took,
// 0 while the request is incomplete; wantsContinue says that the client waits
// for "100 Continue" before it sends the body.
func Parse(in []byte) (req Request, used int, wantsContinue bool, err error) {
	in, skipped := skipEmptyLines(in)
	end := bytes.Index(in, []byte("\r\n\r\n"))
	if end < 0 || end > MaxHeaderBytes {
		if len(in) > MaxHeaderBytes {
			err = &BadRequest{431, "request header is larger than 64 KiB"}
		}
		return req, 0, false, err
	}
	req, h, err := parseHead(string(in[:end]))
	if err != nil {
		return req, 0, false, err
	}
	rest := in[end+4:]
	bodyUsed := h.contentLength
	if h.chunked {
		req.Body, bodyUsed, err = dechunk(rest)
		if err != nil || bodyUsed == 0 {
			return req, 0, h.expectContinue && len(rest) == 0, err
		}
	} else {
		if h.contentLength > MaxBodyBytes {
			return req, 0, false, &BadRequest{413, "request body is larger than 32 MiB"}
		}
		if len(rest) < h.contentLength {
			return req, 0, h.expectContinue && len(rest) == 0, nil
		}
		req.Body = rest[:h.contentLength]
	}
	return req, skipped + end + 4 + bodyUsed, false, nil
}

// skipEmptyLines drops the stray line ends that some clients send between requests (RFC 9112 §2.2).
func skipEmptyLines(in []byte) ([]byte, int) {
	skipped := 0
	for len(in) >= 2 && in[0] == '\r' && in[1] == '\n' {
		in, skipped = in[2:], skipped+2
	}
	return in, skipped
}

func parseHead(text string) (req Request, h head, err error) {
	line, fields, _ := strings.Cut(text, "\r\n")
	parts := strings.Split(line, " ")
	if len(parts) != 3 || !strings.HasPrefix(parts[2], "HTTP/1.") {
		return req, h, &BadRequest{400, "malformed request line"}
	}
	req.Method = parts[0]
	req.Path, req.Query, _ = strings.Cut(parts[1], "?")
	req.HTTP10 = parts[2] == "HTTP/1.0"
	req.Close = req.HTTP10
	for fields != "" {
		line, fields, _ = strings.Cut(fields, "\r\n")
		name, value, found := strings.Cut(line, ":")
		if !found {
			return req, h, &BadRequest{400, "malformed header field"}
		}
		if err = setField(&req, &h, strings.ToLower(name), strings.TrimSpace(value)); err != nil {
			return req, h, err
		}
	}
	return req, h, nil
}

func setField(req *Request, h *head, name, value string) error {
	switch name {
	case "content-length":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return &BadRequest{400, "malformed Content-Length"}
		}
		h.contentLength = n
	case "transfer-encoding":
		if h.chunked = strings.EqualFold(value, "chunked"); !h.chunked {
			return &BadRequest{501, "transfer-encoding other than chunked is not served"}
		}
	case "expect":
		h.expectContinue = strings.EqualFold(value, "100-continue")
	case "connection":
		req.Close = strings.EqualFold(value, "close") || (req.HTTP10 && !strings.EqualFold(value, "keep-alive"))
	case "authorization":
		req.Authorization = value
	case "x-request-id":
		req.RequestID = value
	case "x-sim":
		req.Sim = value
	}
	return nil
}
