package httpwire

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// Head holds the bytes of a request up to the value of X-Request-Id: the part that
// every request to one path shares.
type Head []byte

// NewHead builds the head of POST requests with a JSON body. target is the
// request target, host the value of Host; headers may replace Accept, Content-Type
// and User-Agent, but not what frames the message. An error names a header that
// cannot be sent.
func NewHead(target, host string, headers map[string]string) (Head, error) {
	lines := map[string]string{
		"accept":       "text/event-stream, application/json",
		"content-type": "application/json",
		"user-agent":   "dyno",
	}
	for name, value := range headers {
		lower := strings.ToLower(name)
		switch lower {
		case "host", "content-length", "transfer-encoding", "connection", "x-request-id":
			return nil, fmt.Errorf("header %q is set by the client itself: remove it", name)
		}
		if !isToken(name) || !IsFieldValue(value) {
			return nil, fmt.Errorf("header %q has a name or a value that HTTP does not allow", name)
		}
		lines[lower] = value
	}
	if strings.ContainsAny(target, " \r\n\x00") {
		return nil, fmt.Errorf("path %q has a character that HTTP does not allow", target)
	}
	names := make([]string, 0, len(lines))
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nhost: %s\r\n", target, host)
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %s\r\n", name, lines[name])
	}
	b.WriteString("x-request-id: ")
	return Head(b.String()), nil
}

// AppendRequest appends the whole request to dst. The id, which IsFieldValue must
// have allowed, lets a server's log be joined with our records.
func (h Head) AppendRequest(dst []byte, id string, body []byte) []byte {
	dst = append(dst, h...)
	dst = append(dst, id...)
	dst = append(dst, "\r\ncontent-length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

// IsFieldValue says whether text may stand in a header.
func IsFieldValue(text string) bool { return !strings.ContainsAny(text, "\r\n\x00") }

func isToken(name string) bool {
	for _, c := range []byte(name) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?={}`, c) >= 0 {
			return false
		}
	}
	return name != ""
}
