package wire

import "testing"

// FuzzParse: no input breaks the parser, and it never takes more than it was given.
func FuzzParse(f *testing.F) {
	f.Add([]byte(post))
	f.Add([]byte("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n"))
	f.Add([]byte("\r\n\r\nGET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		req, used, _, err := Parse(in)
		if used < 0 || used > len(in) || (err != nil && used != 0) || (used > 0 && req.Method == "" && len(in) == 0) {
			t.Fatalf("used %d of %d, error %v", used, len(in), err)
		}
	})
}
