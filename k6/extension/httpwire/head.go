package httpwire

import "bytes"

var (
	http11           = []byte("HTTP/1.1 ")
	http10           = []byte("HTTP/1.0 ")
	contentLength    = []byte("content-length")
	transferEncoding = []byte("transfer-encoding")
	connection       = []byte("connection")
	contentType      = []byte("content-type")
	eventStream      = []byte("text/event-stream")
)

func (r *Response) takeLine(line []byte) error {
	switch r.state {
	case inStatusLine:
		return r.takeStatus(line)
	case inHeaders, inTrailers:
		r.headBytes += len(line) + 1
		if r.headBytes > maxHeadBytes {
			return ErrMalformed
		}
		if len(line) > 0 {
			if r.state == inHeaders {
				return r.takeHeader(line)
			}
			return nil
		}
		if r.state == inTrailers {
			r.state = done
			return nil
		}
		r.beginBody()
		return nil
	case inChunkSize:
		return r.takeChunkSize(line)
	case inChunkEnd:
		if len(line) != 0 {
			return ErrMalformed
		}
		r.state = inChunkSize
	}
	return nil
}

func (r *Response) takeStatus(line []byte) error {
	is11 := bytes.HasPrefix(line, http11)
	if !is11 && !bytes.HasPrefix(line, http10) || len(line) < 12 {
		return ErrMalformed
	}
	status := 0
	for _, c := range line[9:12] {
		if c < '0' || c > '9' {
			return ErrMalformed
		}
		status = status*10 + int(c-'0')
	}
	r.Status, r.KeepAlive, r.state = status, is11, inHeaders
	r.headBytes += len(line) + 1
	return nil
}

func (r *Response) takeHeader(line []byte) error {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 {
		return ErrMalformed
	}
	name, value := line[:colon], bytes.TrimSpace(line[colon+1:])
	switch {
	case bytes.EqualFold(name, contentLength):
		return r.takeLength(value)
	case bytes.EqualFold(name, transferEncoding):
		r.chunked = hasToken(value, "chunked")
		if !r.chunked {
			return ErrMalformed
		}
	case bytes.EqualFold(name, connection):
		if hasToken(value, "close") {
			r.KeepAlive = false
		} else if hasToken(value, "keep-alive") {
			r.KeepAlive = true
		}
	case bytes.EqualFold(name, contentType):
		r.EventStream = len(value) >= len(eventStream) && bytes.EqualFold(value[:len(eventStream)], eventStream)
	}
	return nil
}

func (r *Response) takeLength(value []byte) error {
	if len(value) == 0 || len(value) > 15 {
		return ErrMalformed
	}
	n := int64(0)
	for _, c := range value {
		if c < '0' || c > '9' {
			return ErrMalformed
		}
		n = n*10 + int64(c-'0')
	}
	r.length = n
	return nil
}

// beginBody is called at the blank line behind the headers (RFC 9112, 6.3).
func (r *Response) beginBody() {
	switch {
	case r.Status < 200:
		// An interim response: the real one follows.
		headBytes := r.headBytes
		r.Reset()
		r.headBytes = headBytes
		return
	case r.Status == 204 || r.Status == 304:
		r.state = done
	case r.chunked:
		r.state = inChunkSize
	case r.length == 0:
		r.state = done
	case r.length > 0:
		r.state, r.remaining = inLengthBody, r.length
	default:
		r.state, r.KeepAlive = inOpenBody, false
	}
	r.HeadersDone = true
}

// takeChunkSize reads "1a;extension".
func (r *Response) takeChunkSize(line []byte) error {
	if semicolon := bytes.IndexByte(line, ';'); semicolon >= 0 {
		line = line[:semicolon]
	}
	line = bytes.TrimSpace(line)
	if len(line) == 0 || len(line) > 12 {
		return ErrMalformed
	}
	size := int64(0)
	for _, c := range line {
		digit := hexDigit(c)
		if digit < 0 {
			return ErrMalformed
		}
		size = size<<4 | digit
	}
	r.remaining, r.state = size, inChunkData
	if size == 0 {
		r.state = inTrailers
	}
	return nil
}

func hexDigit(c byte) int64 {
	switch {
	case c >= '0' && c <= '9':
		return int64(c - '0')
	case c >= 'a' && c <= 'f':
		return int64(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int64(c-'A') + 10
	}
	return -1
}

// hasToken looks for token in a comma-separated list, whatever its case.
func hasToken(list []byte, token string) bool {
	for len(list) > 0 {
		item := list
		if comma := bytes.IndexByte(list, ','); comma >= 0 {
			item, list = list[:comma], list[comma+1:]
		} else {
			list = nil
		}
		if bytes.EqualFold(bytes.TrimSpace(item), []byte(token)) {
			return true
		}
	}
	return false
}
