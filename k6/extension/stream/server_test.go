package stream

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// serve answers each request on each connection with what answer writes; a false
// result closes the connection.
func serve(t *testing.T, answer func(conn net.Conn, body string) (keep bool)) (url string, connections *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	connections = new(atomic.Int64)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			go func() {
				defer func() { _ = conn.Close() }()
				in := bufio.NewReader(conn)
				for {
					request, err := http.ReadRequest(in)
					if err != nil {
						return
					}
					body, _ := io.ReadAll(request.Body)
					if !answer(conn, string(body)) {
						return
					}
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), connections
}

// always answers with the same bytes.
func always(response string) func(net.Conn, string) bool {
	return func(conn net.Conn, _ string) bool {
		_, err := io.WriteString(conn, response)
		return err == nil
	}
}

const streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

// chunked frames each event as one HTTP chunk and ends the body.
func chunked(events ...string) string { return streamHead + pieces(events...) + "0\r\n\r\n" }

func pieces(events ...string) string {
	var b strings.Builder
	for _, event := range events {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(event), event)
	}
	return b.String()
}

func withLength(status, contentType, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", status, contentType, len(body), body)
}

func data(payload string) string { return "data: " + payload + "\n\n" }

func delta(inner, finish string) string {
	if finish == "" {
		finish = "null"
	} else {
		finish = `"` + finish + `"`
	}
	return data(`{"choices":[{"index":0,"delta":{` + inner + `},"finish_reason":` + finish + `}]}`)
}

var (
	role   = delta(`"role":"assistant","content":""`, "")
	word   = delta(`"content":"word "`, "")
	finish = delta("", "stop")
	usage  = data(`{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}`)
	doneEv = data("[DONE]")
)

func recorded(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile("../testdata/recorded/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
