package stream

import (
	"net"
	"strings"
	"testing"

	"dyno/k6/extension/chunk"
	"dyno/k6/extension/instant"
)

const refusal = `{"error":{"message":"no such model","code":404}}`

var outcomeCases = map[string]struct {
	response string
	choices  int
	outcome  Outcome
	finish   string
	says     string // part of the error text
}{
	"a whole stream":              {chunked(role, word, word, finish, usage, doneEv), 1, OK, "stop", ""},
	"all in one HTTP chunk":       {chunked(role + word + word + finish + usage + doneEv), 1, OK, "stop", ""},
	"finish on the last token":    {chunked(role, word, delta(`"content":"w"`, "length"), doneEv), 1, OK, "length", ""},
	"tool calls":                  {chunked(role, delta(`"tool_calls":[{"index":0}]`, "tool_calls"), doneEv), 1, OK, "tool_calls", ""},
	"no token but a finish":       {chunked(role, finish, usage, doneEv), 1, OK, "stop", ""},
	"CRLF and comments":           {chunked(": ping\r\n\r\n", strings.ReplaceAll(word+finish+doneEv, "\n", "\r\n")), 1, OK, "stop", ""},
	"error event inside a 200":    {chunked(role, word, data(refusal), doneEv), 1, StreamError, "", "no such model"},
	"error event by its type":     {chunked("event: error\ndata: {\"message\":\"x\"}\n\n", doneEv), 1, StreamError, "", "message"},
	"SGLang's error object":       {chunked(data(`{"object":"error","message":"x"}`), doneEv), 1, StreamError, "", "object"},
	"a payload that is no JSON":   {chunked(data("{oops"), finish, doneEv), 1, StreamError, "stop", "not valid JSON: {oops"},
	"abort as a finish reason":    {chunked(role, word, delta("", "abort"), usage, doneEv), 1, Aborted, "abort", "abort"},
	"another finish reason":       {chunked(role, word, delta("", "content_filter"), doneEv), 1, StreamError, "content_filter", "content_filter"},
	"stream without DONE":         {chunked(role, word, finish), 1, Incomplete, "stop", "[DONE]"},
	"stream without finish":       {chunked(role, word, doneEv), 1, Incomplete, "", "finish_reason for 1 of 1"},
	"cut within a chunk":          {streamHead + "ff\r\n" + word, 1, Incomplete, "", "closed the connection"},
	"cut between chunks":          {streamHead + pieces(role, word), 1, Incomplete, "", "closed the connection"},
	"cut after DONE":              {streamHead + pieces(word, finish, doneEv), 1, OK, "stop", ""},
	"fewer prompts than asked":    {chunked(word, finish, doneEv), 2, Incomplete, "stop", "1 of 2"},
	"more choices than asked":     {chunked(finish, strings.Replace(finish, `"index":0`, `"index":1`, 1), doneEv), 1, Incomplete, "stop", ""},
	"a choice index out of range": {chunked(strings.Replace(finish, `"index":0`, `"index":99999`, 1), doneEv), 1, StreamError, "", "99999"},
	"a line without end":          {chunked("data: " + strings.Repeat("x", 5<<20)), 1, StreamError, "", "4 MiB"},
	"4xx with a body":             {withLength("404 Not Found", "application/json", refusal), 1, HTTPError, "", "no such model"},
	"5xx without a body":          {"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n", 1, HTTPError, "", "HTTP 503"},
	"a long error body":           {withLength("500 Oops", "text/plain", strings.Repeat("é", 10_000)), 1, HTTPError, "", "éé"},
	"200 that is no event stream": {withLength("200 OK", "text/html", "<html>hello"), 1, StreamError, "", "<html>"},
	"an error object in a 200":    {withLength("200 OK", "application/json", refusal), 1, StreamError, "", "no such model"},
	"no HTTP at all":              {"SSH-2.0-OpenSSH_9\r\n\r\n", 1, HTTPError, "", "malformed"},
	"closed without a word":       {"", 1, HTTPError, "", "no response"},
}

func TestOutcomeOfEveryKindOfAnswer(t *testing.T) {
	for name, c := range outcomeCases {
		t.Run(name, func(t *testing.T) {
			url, _ := serve(t, func(conn net.Conn, body string) bool { always(c.response)(conn, body); return false })
			r := newFixture(t, TargetConfig{URL: url}).ask(t, c.choices, farAway)
			if r.Outcome != c.outcome || r.Finish != c.finish || !strings.Contains(r.Error, c.says) {
				t.Errorf("outcome %s, finish %q, error %q", r.Outcome, r.Finish, r.Error)
			}
			if (r.Outcome == OK) != (r.Error == "") || len(r.Error) > 300 {
				t.Errorf("error text %q with outcome %s", r.Error, r.Outcome)
			}
		})
	}
}

func TestRecordedAnswersOfRealEngines(t *testing.T) {
	cases := map[string]struct {
		choices, events, chunks, emptyChunks int
		usage                                chunk.Usage
		finish                               string
	}{
		"vllm_chat_stream_usage.sse":         {1, 18, 16, 1, chunk.Usage{Input: 22, Output: 16, Reasoning: -1, Cached: -1}, "length"},
		"vllm_compl_batch4_stream.sse":       {4, 33, 32, 0, chunk.Usage{Input: 12, Output: 32, Reasoning: -1, Cached: -1}, "length"},
		"vllm_compl_n2_stream.sse":           {2, 9, 8, 0, chunk.Usage{Input: 5, Output: 8, Reasoning: -1, Cached: -1}, "length"},
		"vllm_go_chat_stream0.sse":           {1, 58, 55, 2, chunk.Usage{Input: 68, Output: 59, Reasoning: 0, Cached: -1}, "stop"},
		"sglang_chat_stream_usage.sse":       {1, 19, 16, 2, chunk.Usage{Input: 22, Output: 16, Reasoning: 0, Cached: -1}, "length"},
		"vllm_go_chat_stream2.sse":           {1, 12, 9, 2, chunk.Usage{Input: 68, Output: 19, Reasoning: 9, Cached: -1}, "stop"},
		"vllm_chat_max1_stream.sse":          {1, 3, 1, 1, chunk.Usage{Input: 22, Output: 1, Reasoning: -1, Cached: -1}, "length"},
		"sglang_compl_stream_usage.sse":      {1, 17, 16, 0, chunk.Usage{Input: 5, Output: 16, Reasoning: 0, Cached: -1}, "length"},
		"sglang_compl_batch4_stream.sse":     {4, 25, 24, 0, chunk.Usage{Input: 12, Output: 24, Reasoning: 0, Cached: -1}, "length"},
		"trtllm_chat_stream_sourced.sse":     {1, 7, 4, 2, chunk.Usage{Input: 68, Output: 11, Reasoning: -1, Cached: 0}, "stop"},
		"llamacpp_chat_stream_usage.body":    {1, 27, 24, 2, chunk.Usage{Input: 16, Output: 24, Reasoning: -1, Cached: 0}, "length"},
		"llamacpp_cmpl_stream_usage.body":    {1, 6, 4, 2, chunk.Usage{Input: 3, Output: 5, Reasoning: -1, Cached: 0}, "stop"},
		"llamacpp_cmpl_batch2_stream.body":   {2, 10, 6, 3, chunk.Usage{Input: 5, Output: 7, Reasoning: -1, Cached: 0}, "length"},
		"llamacpp_chat_n2.body":              {2, 12, 8, 4, chunk.Usage{Input: -1, Output: -1, Reasoning: -1, Cached: -1}, "length"},
		"llamacpp_chat_return_progress.body": {1, 8, 4, 4, chunk.Usage{Input: -1, Output: -1, Reasoning: -1, Cached: -1}, "length"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			body := recorded(t, name)
			url, _ := serve(t, always(chunked(body[:100], body[100:])))
			r := newFixture(t, TargetConfig{URL: url}).ask(t, c.choices, farAway)
			if r.Outcome != OK || r.Choices != c.choices || r.Finish != c.finish || r.Usage != c.usage {
				t.Errorf("outcome %s (%s), %d choices, finish %s, usage %+v", r.Outcome, r.Error, r.Choices, r.Finish, r.Usage)
			}
			if r.Events != c.events || r.Chunks != c.chunks || r.EmptyChunks != c.emptyChunks {
				t.Errorf("%d events, %d chunks, %d empty", r.Events, r.Chunks, r.EmptyChunks)
			}
			if len(r.GapsUs) != r.Chunks-1 {
				t.Errorf("%d gaps between %d chunks", len(r.GapsUs), r.Chunks)
			}
		})
	}
}

func TestARefusedSchemaInsideA200IsAStreamError(t *testing.T) {
	for _, name := range []string{"vllm_so_err_bad_type_stream.sse", "sglang_so_err_bad_type_stream.sse"} {
		url, _ := serve(t, always(chunked(recorded(t, name))))
		r := newFixture(t, TargetConfig{URL: url}).ask(t, 1, farAway)
		if r.Outcome != StreamError || r.Status != 200 || !strings.Contains(r.Error, "nonsense") {
			t.Errorf("%s: outcome %s, status %d, error %q", name, r.Outcome, r.Status, r.Error)
		}
	}
}

func TestAnAnswerThatIsNotStreamedHasUsageButNoTokenInstants(t *testing.T) {
	url, _ := serve(t, always(withLength("200 OK", "application/json", recorded(t, "llamacpp_chat_nonstream.body"))))
	r := newFixture(t, TargetConfig{URL: url}).ask(t, 1, farAway)
	if r.Outcome != OK || r.Finish != "length" || r.Usage.Output != 8 || string(r.Answer) != "Therefo-c-c" {
		t.Errorf("%s (%s), finish %s, usage %+v, answer %q", r.Outcome, r.Error, r.Finish, r.Usage, r.Answer)
	}
	if r.FirstToken != instant.Never || r.FirstEvent != instant.Never || r.Headers == instant.Never {
		t.Errorf("first token %d, first event %d, headers %d", r.FirstToken, r.FirstEvent, r.Headers)
	}
}

// A server may send no [DONE]; only the proper end of its HTTP answer then tells a whole
// stream from a cut one.
func TestAStreamWithoutDoneWhereTheServerSendsNone(t *testing.T) {
	cases := map[string]struct {
		response string
		outcome  Outcome
		says     string
	}{
		"a whole stream":                {chunked(role, word, word, finish), OK, ""},
		"one after the sources":         {chunked(recorded(t, "transformers_chat_stream_sourced.sse")), OK, ""},
		"with DONE all the same":        {chunked(role, word, finish, doneEv), OK, ""},
		"cut after the finish":          {streamHead + pieces(role, word, finish), Incomplete, "the last HTTP chunk"},
		"ended properly without finish": {chunked(role, word), Incomplete, "finish_reason for 1 of 1"},
		"an error that is only a text":  {chunked(role, word, data(`{"error": "out of memory"}`)), StreamError, "out of memory"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			url, _ := serve(t, func(conn net.Conn, body string) bool { always(c.response)(conn, body); return false })
			f := newFixture(t, TargetConfig{URL: url})
			f.options.EndsWithoutDone = true
			r := f.ask(t, 1, farAway)
			if r.Outcome != c.outcome || !strings.Contains(r.Error, c.says) {
				t.Errorf("outcome %s, error %q", r.Outcome, r.Error)
			}
		})
	}
}
