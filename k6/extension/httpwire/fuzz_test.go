package httpwire

import (
	"bytes"
	"testing"
)

// FuzzResponse: whatever a server sends, cutting it in two changes nothing.
func FuzzResponse(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nX: y\r\n\r\nrest",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204 No\n\n", "HTTP/1.1 200 OK\r\n\r\nuntil the end",
		"HTTP/1.1 2x0\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999\r\n\r\n",
	} {
		f.Add([]byte(seed), 7)
	}
	f.Fuzz(func(t *testing.T, response []byte, cut int) {
		cut = max(0, min(cut, len(response)))
		parse := func(pieces ...[]byte) (*Response, string, error) {
			r := new(Response)
			r.Reset()
			var body bytes.Buffer
			for _, piece := range pieces {
				if _, err := r.Feed(piece, func(p []byte) error { body.Write(p); return nil }); err != nil {
					return r, body.String(), err
				}
			}
			return r, body.String(), nil
		}
		whole, wholeBody, wholeErr := parse(response)
		split, splitBody, splitErr := parse(response[:cut], response[cut:])
		if wholeErr != splitErr || wholeErr == nil && (wholeBody != splitBody || whole.Done() != split.Done() ||
			whole.Status != split.Status || whole.KeepAlive != split.KeepAlive || whole.EventStream != split.EventStream) {
			t.Errorf("cut at %d: %q, %v; whole: %q, %v", cut, splitBody, splitErr, wholeBody, wholeErr)
		}
	})
}
