package stream

import (
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dyno/k6/extension/instant"
)

// hang writes a beginning and then nothing until the client leaves.
func hang(begin string, begun chan<- struct{}) func(net.Conn, string) bool {
	return func(conn net.Conn, _ string) bool {
		_, _ = io.WriteString(conn, begin)
		close(begun)
		_, _ = conn.Read(make([]byte, 1))
		return false
	}
}

func TestARequestThatTakesTooLongIsATimeout(t *testing.T) {
	for name, begin := range map[string]string{"before the head": "", "within the stream": streamHead + pieces(role, word)} {
		t.Run(name, func(t *testing.T) {
			url, _ := serve(t, hang(begin, make(chan struct{})))
			f := newFixture(t, TargetConfig{URL: url})
			asked := f.nowUs()
			r := f.ask(t, 1, 50*time.Millisecond)
			if r.Outcome != Timeout || r.End-asked < 50_000 {
				t.Errorf("%s (%s) after %d µs", r.Outcome, r.Error, r.End-asked)
			}
			if began := begin != ""; (r.FirstToken != instant.Never) != began {
				t.Errorf("first token %d", r.FirstToken)
			}
		})
	}
}

func TestCancelEndsTheRequestInFlightAndEveryLaterOne(t *testing.T) {
	begun := make(chan struct{})
	url, _ := serve(t, hang(streamHead+pieces(role, word), begun))
	f := newFixture(t, TargetConfig{URL: url})
	go func() {
		<-begun
		f.cancel()
	}()
	if r := f.ask(t, 1, farAway); r.Outcome != InFlightAtStop {
		t.Errorf("%s (%s)", r.Outcome, r.Error)
	}
	if r := f.ask(t, 1, farAway); r.Outcome != InFlightAtStop || r.Sent != instant.Never {
		t.Errorf("afterwards: %s (%s), sent %d", r.Outcome, r.Error, r.Sent)
	}
}

func TestARefusedConnectionIsAnHTTPErrorThatWasNeverSent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	r := newFixture(t, TargetConfig{URL: "http://" + listener.Addr().String()}).ask(t, 1, farAway)
	if r.Outcome != HTTPError || r.Sent != instant.Never || r.Connected != instant.Never || r.Status != 0 {
		t.Errorf("%s, sent %d, connected %d, status %d", r.Outcome, r.Sent, r.Connected, r.Status)
	}
	if r.ConnectStart == instant.Never || r.End < r.ConnectStart || !strings.Contains(r.Error, "refused") {
		t.Errorf("connect from %d to %d: %q", r.ConnectStart, r.End, r.Error)
	}
}

func TestAnAnswerGivenBeforeALongRequestIsReadCounts(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, withLength("413 Too Large", "text/plain", "too long"))
		_, _ = io.Copy(io.Discard, conn)
		_ = conn.Close()
	}()
	f := newFixture(t, TargetConfig{URL: "http://" + listener.Addr().String()})
	head, _ := f.target.Head("/")
	r := f.do(&Request{Head: head, Body: make([]byte, 8<<20), Choices: 1, Timeout: farAway})
	if r.Outcome != HTTPError || r.Status != 413 || r.Error != "too long" {
		t.Errorf("%s, status %d, error %q", r.Outcome, r.Status, r.Error)
	}
}

func TestTheKeyFileAndHeadersReachTheServerOverTLS(t *testing.T) {
	seen := make(chan http.Header, 2)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Header
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, word+finish+doneEv)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a refused certificate is part of the test
	server.StartTLS()
	defer server.Close()
	folder := t.TempDir()
	key, ca := filepath.Join(folder, "key"), filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(key, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	config := TargetConfig{URL: server.URL, BearerFile: key, CAFile: ca, Headers: map[string]string{"X-Any": "v"}}
	r := newFixture(t, config).ask(t, 1, farAway)
	if r.Outcome != OK || r.Chunks != 1 {
		t.Fatalf("%s (%s)", r.Outcome, r.Error)
	}
	if h := <-seen; h.Get("Authorization") != "Bearer s3cret" || h.Get("X-Any") != "v" || h.Get("X-Request-Id") != "r1" {
		t.Errorf("headers %v", h)
	}
	config.CAFile = ""
	if r := newFixture(t, config).ask(t, 1, farAway); r.Outcome != HTTPError || !strings.Contains(r.Error, "certificate") {
		t.Errorf("unknown certificate: %s (%s)", r.Outcome, r.Error)
	}
	config.TLSInsecure = true
	if r := newFixture(t, config).ask(t, 1, farAway); r.Outcome != OK {
		t.Errorf("insecure: %s (%s)", r.Outcome, r.Error)
	}
}

func TestAProxyIsUsedOnlyWhenAskedFor(t *testing.T) {
	url, direct := serve(t, always(chunked(word, finish, doneEv)))
	proxied := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxied <- r.RequestURI
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, word+finish+doneEv)
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	if r := newFixture(t, TargetConfig{URL: url}).ask(t, 1, farAway); r.Outcome != OK || direct.Load() != 1 {
		t.Errorf("without: %s (%s), %d direct", r.Outcome, r.Error, direct.Load())
	}
	if r := newFixture(t, TargetConfig{URL: url, Proxy: proxy.URL}).ask(t, 1, farAway); r.Outcome != OK || direct.Load() != 1 {
		t.Errorf("with: %s (%s), %d direct", r.Outcome, r.Error, direct.Load())
	}
	if asked := <-proxied; asked != url+"/v1/chat/completions" {
		t.Errorf("the proxy was asked for %q", asked)
	}
}

func TestHTTPSGoesThroughATunnelOfTheProxy(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, word+finish+doneEv)
	}))
	defer server.Close()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "Basic dTpw" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		far, err := net.Dial("tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		near, _, _ := w.(http.Hijacker).Hijack()
		_, _ = io.WriteString(near, "HTTP/1.1 200 Connected\r\n\r\n")
		go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
		_, _ = io.Copy(near, far)
		_ = near.Close()
	}))
	defer proxy.Close()
	withUser := strings.Replace(proxy.URL, "http://", "http://u:p@", 1)
	r := newFixture(t, TargetConfig{URL: server.URL, TLSInsecure: true, Proxy: withUser}).ask(t, 1, farAway)
	if r.Outcome != OK || r.Chunks != 1 {
		t.Errorf("%s (%s)", r.Outcome, r.Error)
	}
	r = newFixture(t, TargetConfig{URL: server.URL, TLSInsecure: true, Proxy: proxy.URL}).ask(t, 1, farAway)
	if r.Outcome != HTTPError || !strings.Contains(r.Error, "407") {
		t.Errorf("without a user: %s (%s)", r.Outcome, r.Error)
	}
}
