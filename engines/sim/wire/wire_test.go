package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

const post = "POST /v1/completions?x=1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: r7\r\nX-SIM: itlMs=3\r\n" +
	"Authorization: Bearer k\r\nContent-Length: 5\r\n\r\nhello"

func TestParseWaitsUntilTheRequestIsComplete(t *testing.T) {
	for cut := range len(post) {
		if _, used, _, err := Parse([]byte(post[:cut])); used != 0 || err != nil {
			t.Fatalf("cut at %d: used %d, error %v", cut, used, err)
		}
	}
}

func TestParseTakesOneOfTwoPipelinedRequests(t *testing.T) {
	req, used, _, err := Parse([]byte(post + post))
	if err != nil || used != len(post) {
		t.Fatalf("used %d of %d, error %v", used, len(post), err)
	}
	got := []string{req.Method, req.Path, req.Query, req.RequestID, req.Sim, req.Authorization, string(req.Body)}
	want := []string{"POST", "/v1/completions", "x=1", "r7", "itlMs=3", "Bearer k", "hello"}
	if strings.Join(got, "|") != strings.Join(want, "|") || req.Close {
		t.Fatalf("got %q, close %v", got, req.Close)
	}
}

func TestParseReadsAChunkedBody(t *testing.T) {
	in := "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n"
	for cut := range len(in) {
		if _, used, _, err := Parse([]byte(in[:cut])); used != 0 || err != nil {
			t.Fatalf("cut at %d: used %d, error %v", cut, used, err)
		}
	}
	req, used, _, err := Parse([]byte(in))
	if err != nil || used != len(in) || string(req.Body) != "abcde" {
		t.Fatalf("body %q, used %d, error %v", req.Body, used, err)
	}
}

func TestParseAsksForContinueOnlyWhileTheBodyIsMissing(t *testing.T) {
	in := "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
	if _, _, wants, _ := Parse([]byte(in)); !wants {
		t.Fatal("the client waits for 100 Continue")
	}
	if _, used, wants, _ := Parse([]byte(in + "{}")); wants || used == 0 {
		t.Fatal("the body is there, nobody waits")
	}
}

func TestParseRefusesWhatItCannotRead(t *testing.T) {
	for in, status := range map[string]int{
		"nonsense\r\n\r\n":                                          400,
		"GET / HTTP/1.1\r\nno colon\r\n\r\n":                        400,
		"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n":              400,
		"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n":        413,
		"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n":         501,
		"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n": 400,
		strings.Repeat("x", MaxHeaderBytes+1):                       431,
	} {
		_, _, _, err := Parse([]byte(in))
		var bad *BadRequest
		if !errors.As(err, &bad) || bad.Status != status {
			t.Errorf("%.40q: got %v, want status %d", in, err, status)
		}
	}
}

func TestFramesAreReadByAStandardClient(t *testing.T) {
	frame := Frame{Chunked: true}
	out := AppendStreamHead(nil, Head{Status: 200, ContentType: "text/plain"}, true)
	var want []byte
	for _, size := range []int{1, 15, 16, 255, 256, 4095, 4096, MaxFrameBytes} {
		content := bytes.Repeat([]byte{'a' + byte(size%26)}, size)
		want = append(want, content...)
		out = frame.Begin(out)
		out = append(out, content...)
		out = frame.End(out)
	}
	out = frame.AppendEnd(out)
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(out)), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(res.Body)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("read %d bytes of %d, error %v", len(got), len(want), err)
	}
}
