package server

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
)

func TestAChatStreamIsRoleTokensUsageDone(t *testing.T) {
	r := start(t, nil)
	s := r.stream("/v1/chat/completions", "a", chatBody+`,"stream_options":{"include_usage":true}}`)
	if s.err != nil || !s.done || len(s.chunks) != 12 {
		t.Fatalf("%d chunks, done %v, error %v", len(s.chunks), s.done, s.err)
	}
	if role := s.chunks[0].Choices[0].Delta; role.Role != "assistant" || role.Content != "" {
		t.Errorf("the first chunk is %+v", role)
	}
	for i, c := range s.chunks[1:11] {
		if c.Choices[0].Delta.Content == "" || (c.Choices[0].FinishReason != nil) != (i == 9) || c.Usage != nil {
			t.Errorf("token chunk %d is %+v", i, c)
		}
	}
	usage := s.chunks[11]
	if len(usage.Choices) != 0 || usage.Usage == nil || usage.Usage.CompletionTokens != 10 || usage.Usage.TotalTokens != 10+usage.Usage.PromptTokens {
		t.Errorf("the usage chunk is %+v", usage)
	}
	if s.finishes()[0] != "stop" {
		t.Errorf("finish reasons %v", s.finishes())
	}
}

func TestStreamedAndWholeAnswersSayTheSame(t *testing.T) {
	r := start(t, nil)
	s := r.stream("/v1/chat/completions", "", chatBody+`}`)
	status, answer := r.whole("/v1/chat/completions", strings.Replace(chatBody, "true", "false", 1)+`}`)
	if status != 200 || answer.Choices[0].Message.Content != s.text(0) || answer.Usage.CompletionTokens != 10 {
		t.Fatalf("streamed %q, whole %+v", s.text(0), answer)
	}
	for _, c := range s.chunks {
		if c.Usage != nil {
			t.Error("usage was not asked for")
		}
	}
}

func TestPromptArraysInterleaveTheirChoices(t *testing.T) {
	r := start(t, func(o *Options) { o.Script.Length.Low, o.Script.Length.High = 3, 30 })
	s := r.stream("/v1/completions", "a", `{"prompt":["one","two","three"],"max_tokens":20,"stream":true,"stream_options":{"include_usage":true}}`)
	for i, wantIndex := range []int{0, 1, 2, 0, 1, 2} {
		if got := s.chunks[i].Choices[0].Index; got != wantIndex {
			t.Errorf("chunk %d belongs to choice %d, want %d", i, got, wantIndex)
		}
	}
	if len(s.finishes()) != 3 || !s.done || s.text(0) == s.text(1) {
		t.Fatalf("finishes %v, done %v, texts %q %q", s.finishes(), s.done, s.text(0), s.text(1))
	}
	alone := r.stream("/v1/completions", "b", `{"prompt":"two","max_tokens":20,"stream":true}`)
	if alone.text(0) != s.text(1) {
		t.Errorf("a prompt is answered %q alone and %q in an array", alone.text(0), s.text(1))
	}
	if line := r.stop()["a"]; line.Chunks != len(s.chunks)-1 || line.Tokens != s.chunks[len(s.chunks)-1].Usage.CompletionTokens {
		t.Errorf("truth %+v, stream of %d chunks", line, len(s.chunks))
	}
}

func TestTokenListsArePrompts(t *testing.T) {
	r := start(t, nil)
	for body, want := range map[string][2]int{
		`{"prompt":[1,2,3]}`: {1, 3}, `{"prompt":[[1,2],[3]]}`: {2, 3}, `{"prompt":"twelve bytes"}`: {1, 4},
	} {
		if _, answer := r.whole("/v1/completions", body); len(answer.Choices) != want[0] || answer.Usage.PromptTokens != want[1] {
			t.Errorf("%s: %d choices, %d prompt tokens", body, len(answer.Choices), answer.Usage.PromptTokens)
		}
	}
}

func TestLengthsFollowTheRequest(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct {
		fields, finish string
		tokens         int
	}{
		{`,"max_tokens":4`, "length", 4},
		{`,"max_completion_tokens":5`, "length", 5},
		{`,"max_tokens":40,"min_tokens":12`, "stop", 12},
		{`,"max_tokens":40,"ignore_eos":true`, "length", 40},
		{`,"max_tokens":1`, "length", 1},
		{`,"sim":{"tokens":7}`, "stop", 7},
	} {
		s := r.stream("/v1/chat/completions", "", chatBody+c.fields+`,"stream_options":{"include_usage":true}}`)
		usage := s.chunks[len(s.chunks)-1].Usage
		if usage == nil || usage.CompletionTokens != c.tokens || s.finishes()[0] != c.finish || len(s.chunks) != c.tokens+2 {
			t.Errorf("%s: usage %+v, finish %v, %d chunks", c.fields, usage, s.finishes(), len(s.chunks))
		}
	}
	if _, answer := r.whole("/v1/completions", `{"prompt":"x","sim":{"tokens":99}}`); answer.Usage.CompletionTokens != 16 {
		t.Errorf("completions without max_tokens gave %d tokens", answer.Usage.CompletionTokens)
	}
}

func TestChunksCarrySeveralTokens(t *testing.T) {
	r := start(t, func(o *Options) { o.Script.TokensPerChunk = 4 })
	one := r.stream("/v1/chat/completions", "", chatBody+`,"sim":{"tokensPerChunk":1}}`)
	four := r.stream("/v1/chat/completions", "a", chatBody+`}`)
	if len(four.chunks) != 4 || four.text(0) != one.text(0) {
		t.Fatalf("%d chunks, texts %q and %q", len(four.chunks), one.text(0), four.text(0))
	}
	if line := r.stop()["a"]; line.Chunks != 3 || line.Tokens != 10 {
		t.Fatalf("truth %+v", line)
	}
}

func TestReasoningComesFirstInItsOwnField(t *testing.T) {
	for _, field := range []string{"reasoning", "reasoning_content"} {
		r := start(t, func(o *Options) {
			o.ReasoningField, o.Script.ReasoningTokens, o.Script.TokensPerChunk = field, 5, 2
		})
		s := r.stream("/v1/chat/completions", "", chatBody+`,"stream_options":{"include_usage":true}}`)
		reasoning := 0
		for _, c := range s.chunks[1 : len(s.chunks)-1] {
			delta := c.Choices[0].Delta
			thought := delta.Reasoning + delta.ReasoningContent
			if (thought != "") == (delta.Content != "") {
				t.Errorf("%s: a chunk has both or neither: %+v", field, delta)
			}
			if thought != "" {
				reasoning++
			}
		}
		usage := s.chunks[len(s.chunks)-1].Usage
		if reasoning != 3 || usage.CompletionTokens != 15 || usage.Details.ReasoningTokens != 5 {
			t.Errorf("%s: %d reasoning chunks, usage %+v", field, reasoning, usage)
		}
	}
}

func TestRoleAndFinishChunksFollowTheDialect(t *testing.T) {
	for _, c := range []struct {
		role, finish string
		chunks       int
	}{{"immediate", "own", 12}, {"with-first", "with-last", 11}, {"none", "with-last", 10}} {
		r := start(t, func(o *Options) { o.RoleChunk, o.FinishChunk = c.role, c.finish })
		s := r.stream("/v1/chat/completions", "a", chatBody+`}`)
		if len(s.chunks) != c.chunks || s.finishes()[0] != "stop" || (s.chunks[0].Choices[0].Delta.Role == "assistant") != (c.role != "none") {
			t.Errorf("%+v: %d chunks, finishes %v, first %+v", c, len(s.chunks), s.finishes(), s.chunks[0])
		}
		if line := r.stop()["a"]; line.Chunks != 10 {
			t.Errorf("%+v: %d token chunks in the truth log", c, line.Chunks)
		}
	}
}

func TestConnectionsAreKeptAfterStreams(t *testing.T) {
	r := start(t, nil)
	reused := 0
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if info.Reused {
			reused++
		}
	}}
	for range 5 {
		request, _ := http.NewRequest("POST", r.url+"/v1/chat/completions", strings.NewReader(chatBody+`}`))
		response, err := r.client.Do(request.WithContext(httptrace.WithClientTrace(request.Context(), trace)))
		if err != nil {
			t.Fatal(err)
		}
		if s := readStream(response.Body); !s.done || s.err != nil {
			t.Fatalf("done %v, error %v", s.done, s.err)
		}
		response.Body.Close()
	}
	if reused != 4 {
		t.Errorf("the connection was reused %d times of 4", reused)
	}
}

func TestAClosingServerClosesWithoutSayingSo(t *testing.T) {
	r := start(t, func(o *Options) { o.CloseAfterStream = true })
	connection := r.dial()
	fmt.Fprintf(connection, "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s", len(chatBody)+1, chatBody+`}`)
	all, err := io.ReadAll(connection)
	if err != nil || strings.Contains(string(all), "Connection: close") || !strings.HasSuffix(string(all), "[DONE]\n\n\r\n0\r\n\r\n") {
		t.Fatalf("error %v, answer %s", err, all)
	}
}

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	r := start(t, nil)
	connection := r.dial()
	post := fmt.Sprintf("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s", len(chatBody)+1, chatBody+`}`)
	io.WriteString(connection, post+"GET /health HTTP/1.1\r\n\r\n"+post)
	reader := bufio.NewReader(connection)
	for i, want := range []string{"[DONE]", `"ok"`, "[DONE]"} {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(body), want) {
			t.Errorf("answer %d: error %v in %s", i, err, body)
		}
	}
}

func TestHTTP10GetsAnUnchunkedStream(t *testing.T) {
	r := start(t, nil)
	connection := r.dial()
	fmt.Fprintf(connection, "POST /v1/chat/completions HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s", len(chatBody)+1, chatBody+`}`)
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := readStream(response.Body); !s.done || len(s.chunks) != 11 || len(response.TransferEncoding) != 0 {
		t.Fatalf("done %v, %d chunks, encoding %v", s.done, len(s.chunks), response.TransferEncoding)
	}
}

func TestExpectContinueIsAnswered(t *testing.T) {
	r := start(t, nil)
	connection := r.dial()
	fmt.Fprintf(connection, "POST /v1/chat/completions HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", len(chatBody)+1)
	reader := bufio.NewReader(connection)
	if line, _ := reader.ReadString('\n'); !strings.Contains(line, "100 Continue") {
		t.Fatalf("got %q", line)
	}
	reader.ReadString('\n')
	io.WriteString(connection, chatBody+`}`)
	response, err := http.ReadResponse(reader, nil)
	if err != nil || response.StatusCode != 200 {
		t.Fatalf("%v, %v", response, err)
	}
}
