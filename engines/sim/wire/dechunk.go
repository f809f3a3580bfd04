package wire

import (
	"bytes"
	"strconv"
	"strings"
)

// dechunk reads a chunked body from the front of in; used is 0 while it is incomplete.
func dechunk(in []byte) (body []byte, used int, err error) {
	for at := 0; ; {
		lineEnd := bytes.Index(in[at:], []byte("\r\n"))
		if lineEnd < 0 {
			return nil, 0, nil
		}
		digits, _, _ := strings.Cut(string(in[at:at+lineEnd]), ";")
		size, parseErr := strconv.ParseUint(strings.TrimSpace(digits), 16, 31)
		if parseErr != nil {
			return nil, 0, &BadRequest{400, "malformed chunk size in request body"}
		}
		if len(body)+int(size) > MaxBodyBytes {
			return nil, 0, &BadRequest{413, "request body is larger than 32 MiB"}
		}
		at += lineEnd + 2
		if size == 0 {
			return skipTrailers(in, at, body)
		}
		if len(in) < at+int(size)+2 {
			return nil, 0, nil
		}
		body = append(body, in[at:at+int(size)]...)
		at += int(size) + 2
	}
}

// skipTrailers ends a chunked body at the empty line after its trailer fields.
func skipTrailers(in []byte, at int, body []byte) ([]byte, int, error) {
	for {
		lineEnd := bytes.Index(in[at:], []byte("\r\n"))
		if lineEnd < 0 {
			return nil, 0, nil
		}
		at += lineEnd + 2
		if lineEnd == 0 {
			return body, at, nil
		}
	}
}
