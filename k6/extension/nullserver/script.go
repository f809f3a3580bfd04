// Package nullserver is a server that answers every request at once with chunks at
// fixed intervals and costs next to nothing: what a client measures against it is
// the client's own part.
package nullserver

import (
	"fmt"
	"strings"
	"time"
)

// Script is what every request gets.
type Script struct {
	Chunks   int           // token-bearing ones, at least 1
	First    time.Duration // from the request to the first of them
	Interval time.Duration // from one to the next; 0 sends each as soon as the last is out
}

// Validate says what is wrong with the script.
func (s Script) Validate() error {
	switch {
	case s.Chunks < 1:
		return fmt.Errorf("--chunks must be at least 1, is %d", s.Chunks)
	case s.First < 0 || s.Interval < 0:
		return fmt.Errorf("--first-ms and --interval-ms must not be negative")
	}
	return nil
}

// The answer in pieces, each one HTTP chunk; sizes are those of a vLLM chat.
var (
	head = []byte("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n" +
		event(`"role":"assistant","content":""`, "null"))
	token = []byte(event(`"content":" word"`, "null"))
	final = event(`"content":" end"`, `"length"`)
	done  = piece("data: [DONE]\n\n") + "0\r\n\r\n"
)

func event(delta, finish string) string {
	return piece(`data: {"id":"chatcmpl-00000000000000000000000000000000","object":"chat.completion.chunk","created":1795000000,` +
		`"model":"null","choices":[{"index":0,"delta":{` + delta + `},"logprobs":null,"finish_reason":` + finish + `}]}` + "\n\n")
}

func usage(tokens int) string {
	return piece(fmt.Sprintf(`data: {"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":%d,"total_tokens":%d}}`+"\n\n",
		tokens, tokens+1))
}

func piece(data string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%x\r\n%s\r\n", len(data), data)
	return b.String()
}
