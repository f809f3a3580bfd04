package personality

import (
	"encoding/json"
	"strconv"

	"dyno/sim/text"
)

// sim is the simulator itself: vLLM's ways without its details. Harnesses are judged against it.
var sim = Personality{
	Name: "sim",
	Chat: Dialect{
		IDPrefix:      "chatcmpl-",
		Role:          simChunk + `{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}`,
		Content:       simChunk + `{"content":"%text%"},"logprobs":null,"finish_reason":null}]}`,
		Reasoning:     simChunk + `{"%field%":"%text%"},"logprobs":null,"finish_reason":null}]}`,
		LastContent:   simChunk + `{"content":"%text%"},"logprobs":null,"finish_reason":"%finish%"}]}`,
		Finish:        simChunk + `{},"logprobs":null,"finish_reason":"%finish%"}]}`,
		UsageChunk:    `{"id":"%id%","object":"chat.completion.chunk","created":%created%,"model":"%model%","choices":[],"usage":%usage%}`,
		Whole:         `{"id":"%id%","object":"chat.completion","created":%created%,"model":"%model%","choices":[%choices%],"usage":%usage%}`,
		WholeChoice:   `{"index":%index%,"message":{"role":"assistant","content":"%text%"%thought%},"logprobs":null,"finish_reason":"%finish%"}`,
		Thought:       `,"%field%":"%text%"`,
		LastReasoning: simChunk + `{"%field%":"%text%"},"logprobs":null,"finish_reason":"%finish%"}]}`,
	},
	Text: Dialect{
		IDPrefix: "cmpl-",
		// The API's own default, which vLLM keeps for this endpoint.
		DefaultMaxTokens: 16,
		Content:          simTextChunk + `"%text%","logprobs":null,"finish_reason":null}]}`,
		LastContent:      simTextChunk + `"%text%","logprobs":null,"finish_reason":"%finish%"}]}`,
		Finish:           simTextChunk + `"","logprobs":null,"finish_reason":"%finish%"}]}`,
		UsageChunk:       `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[],"usage":%usage%}`,
		Whole:            `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[%choices%],"usage":%usage%}`,
		WholeChoice:      `{"index":%index%,"text":"%text%","logprobs":null,"finish_reason":"%finish%"}`,
	},
	Style:      Style{RoleChunk: "immediate", FinishChunk: "with-last", ReasoningField: "reasoning", StartMode: "503"},
	Rules:      Rules{UnknownModel: "refuse", Spellings: []string{"response_format"}},
	JSONType:   "application/json",
	StreamType: "text/event-stream; charset=utf-8",
	Error: func(r Refusal) Reply {
		return Reply{Status: r.Status, Body: string(wrappedError(r.Message, r.Type, r.Param, r.Status))}
	},
	Usage: func(dst []byte, u Spent) []byte {
		dst = appendCounts(dst, u)
		if u.Reasoning > 0 {
			dst = strconv.AppendInt(append(dst, `,"completion_tokens_details":{"reasoning_tokens":`...), int64(u.Reasoning), 10)
			dst = append(dst, '}')
		}
		return append(dst, '}')
	},
	Startup: Startup{
		Steps: []Step{{0, func(v *View) []string { return []string{"sim: loading model " + v.Model} }}},
		Loading: func(string) *Reply {
			return &Reply{Status: 503, Body: string(wrappedError("Loading model", "unavailable_error", "", 503))}
		},
	},
	MetricsPath: "/metrics",
	Metrics:     func(v *View) []byte { return v.Stats.AppendTo(nil) },
	Routes: map[string]Route{
		"/health": {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"status":"ok"}`} }},
		"/v1/models": {[]string{"GET"}, func(v *View, _ string) Reply {
			return page(map[string]any{"object": "list", "data": []any{map[string]any{
				"id": v.Model, "object": "model", "created": v.CreatedUnix, "owned_by": "dyno-sim",
				"root": v.Model, "parent": nil, "max_model_len": v.ContextLength(),
			}}})
		}},
		"/version": {[]string{"GET"}, func(v *View, _ string) Reply {
			return page(map[string]string{"version": v.Version, "sources": v.Sources})
		}},
	},
}

const (
	simChunk     = `{"id":"%id%","object":"chat.completion.chunk","created":%created%,"model":"%model%","choices":[{"index":%index%,"delta":`
	simTextChunk = `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[{"index":%index%,"text":`
)

// page is a JSON answer. What is marshalled is plain texts and numbers, so it cannot fail.
func page(value any) Reply {
	body, _ := json.Marshal(value)
	return Reply{Status: 200, Body: string(body)}
}

// appendCounts begins a usage object.
func appendCounts(dst []byte, u Spent) []byte {
	dst = strconv.AppendInt(append(dst, `{"prompt_tokens":`...), int64(u.Prompt), 10)
	dst = strconv.AppendInt(append(dst, `,"total_tokens":`...), int64(u.Prompt+u.Completion), 10)
	return strconv.AppendInt(append(dst, `,"completion_tokens":`...), int64(u.Completion), 10)
}

// wrappedError is the error body of the OpenAI API, as vLLM and others write it.
func wrappedError(message, kind, param string, code int) []byte {
	body := append([]byte(`{"error":{"message":"`), text.AppendEscaped(nil, []byte(message))...)
	body = append(append(body, `","type":"`...), kind...)
	body = append(append(body, `","param":`...), quotedOrNull(param)...)
	body = append(body, `,"code":`...)
	return append(strconv.AppendInt(body, int64(code), 10), `}}`...)
}

func quotedOrNull(value string) string {
	if value == "" {
		return "null"
	}
	return `"` + string(text.AppendEscaped(nil, []byte(value))) + `"`
}
