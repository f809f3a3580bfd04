package wire

import "strconv"

var reasons = map[int]string{
	200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
	405: "Method Not Allowed", 413: "Content Too Large", 422: "Unprocessable Content",
	429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
	501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}

// Head says what the first lines of a response carry.
type Head struct {
	Status      int
	ContentType string
	RequestID   string // echoed as X-Request-Id when not empty
	Close       bool   // says "Connection: close"
}

// AppendResponse appends a whole response with a known body.
func AppendResponse(dst []byte, h Head, body []byte) []byte {
	dst = appendHead(dst, h)
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

// AppendStreamHead appends the head of a streamed response: chunked, or (for
// HTTP/1.0) ended by closing the connection.
func AppendStreamHead(dst []byte, h Head, chunked bool) []byte {
	dst = appendHead(dst, h)
	dst = append(dst, "Cache-Control: no-cache\r\n"...)
	if chunked {
		dst = append(dst, "Transfer-Encoding: chunked\r\n"...)
	}
	return append(dst, "\r\n"...)
}

func appendHead(dst []byte, h Head) []byte {
	dst = append(dst, "HTTP/1.1 "...)
	dst = strconv.AppendInt(dst, int64(h.Status), 10)
	dst = append(dst, ' ')
	reason := reasons[h.Status]
	if reason == "" {
		reason = "Status"
	}
	dst = append(dst, reason...)
	dst = append(dst, "\r\nServer: dyno-sim\r\n"...)
	if h.ContentType != "" {
		dst = append(append(append(dst, "Content-Type: "...), h.ContentType...), "\r\n"...)
	}
	if h.RequestID != "" {
		dst = append(append(append(dst, "X-Request-Id: "...), h.RequestID...), "\r\n"...)
	}
	if h.Close {
		dst = append(dst, "Connection: close\r\n"...)
	}
	return dst
}
