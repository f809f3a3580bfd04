package httpwire

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// feed parses a response that arrives in pieces ending at the given positions.
func feed(r *Response, response string, ends ...int) (body, rest string, err error) {
	var out bytes.Buffer
	begin := 0
	for _, end := range append(ends, len(response)) {
		var left []byte
		left, err = r.Feed([]byte(response[begin:end]), func(p []byte) error { out.Write(p); return nil })
		if err != nil {
			return out.String(), string(left), err
		}
		rest += string(left)
		begin = end
	}
	return out.String(), rest, nil
}

func TestEveryFramingReadsTheSameAtEverySplit(t *testing.T) {
	cases := map[string]struct {
		response, body, rest string
		status               int
		keepAlive, stream    bool
		open                 bool // ends with the connection
	}{
		"content-length": {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: application/json\r\n\r\nhello", "hello", "", 200, true, false, false},
		"chunked": {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n" +
			"3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", "hello", "", 200, true, true, false},
		"chunked with trailers": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n", "0123456789", "", 200, true, false, false},
		"bare line feeds":       {"HTTP/1.1 400 Bad Request\nContent-Length: 2\n\nno", "no", "", 400, true, false, false},
		"no body":               {"HTTP/1.1 204 No Content\r\n\r\n", "", "", 204, true, false, false},
		"interim response":      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "a", "", 200, true, false, false},
		"connection: close":     {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", "a", "", 200, false, false, false},
		"HTTP/1.0":              {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", "a", "", 200, false, false, false},
		"HTTP/1.0 kept":         {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na", "a", "", 200, true, false, false},
		"until the end":         {"HTTP/1.1 200 OK\r\n\r\nall of it", "all of it", "", 200, false, false, true},
		"empty":                 {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "", "", 500, true, false, false},
		"bytes too many":        {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc", "a", "bc", 200, true, false, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for i := 0; i <= len(c.response); i++ {
				r := new(Response)
				r.Reset()
				body, rest, err := feed(r, c.response, i)
				if err != nil || body != c.body || rest != c.rest {
					t.Fatalf("split at %d: body %q, rest %q, %v", i, body, rest, err)
				}
				if r.Done() == c.open {
					t.Fatalf("split at %d: done is %v", i, r.Done())
				}
				if err := r.Finish(); err != nil || !r.Done() {
					t.Fatalf("split at %d: finish: %v", i, err)
				}
				if r.Status != c.status || r.KeepAlive != c.keepAlive || r.EventStream != c.stream {
					t.Fatalf("split at %d: %+v", i, r)
				}
			}
		})
	}
}

func TestACutResponseIsAnUnexpectedEnd(t *testing.T) {
	whole := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
	for i := range whole {
		r := new(Response)
		r.Reset()
		if _, _, err := feed(r, whole[:i]); err != nil {
			t.Fatal(err)
		}
		if err := r.Finish(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at %d: %v", i, err)
		}
		if r.Begun() != (i > 0) {
			t.Errorf("cut at %d: begun is %v", i, r.Begun())
		}
	}
}

func TestWhatIsNoHTTPIsRefused(t *testing.T) {
	for _, response := range []string{
		"SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
		strings.Repeat("x", maxHeadBytes+1), "HTTP/1.1 200 OK\r\n" + strings.Repeat("a: b\r\n", maxHeadBytes/5+1),
	} {
		r := new(Response)
		r.Reset()
		if _, _, err := feed(r, response); !errors.Is(err, ErrMalformed) {
			t.Errorf("%.40q: %v", response, err)
		}
	}
}

func TestRequestsAreWrittenWithTheirHeaders(t *testing.T) {
	head, err := NewHead("/base/v1/completions", "host:8000", map[string]string{"X-Any": "v", "Accept": "*/*"})
	if err != nil {
		t.Fatal(err)
	}
	got := string(head.AppendRequest(nil, "r1", []byte(`{"a":1}`)))
	want := "POST /base/v1/completions HTTP/1.1\r\nhost: host:8000\r\naccept: */*\r\ncontent-type: application/json\r\n" +
		"user-agent: dyno\r\nx-any: v\r\nx-request-id: r1\r\ncontent-length: 7\r\n\r\n{\"a\":1}"
	if got != want {
		t.Errorf("got %q", got)
	}
}

func TestHeadersThatWouldBreakTheRequestAreRefused(t *testing.T) {
	for _, headers := range []map[string]string{
		{"Host": "x"}, {"content-length": "1"}, {"a b": "c"}, {"": "c"}, {"x": "a\r\nb: c"},
	} {
		if _, err := NewHead("/", "h", headers); err == nil {
			t.Errorf("%q was accepted", headers)
		}
	}
	if _, err := NewHead("/a b", "h", nil); err == nil {
		t.Error("a path with a blank was accepted")
	}
}
