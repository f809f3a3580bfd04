package personality

import (
	"strconv"

	"dyno/sim/text"
)

const (
	transformersEnd     = `,"created":%created%,"model":"%model%","object":"chat.completion.chunk","system_fingerprint":""`
	transformersTextEnd = `,"created":%created%,"model":"%model%","object":"text_completion"`
)

// transformers is `transformers serve MODEL --continuous-batching` 5.24.0. It is written from sources and was compared with
// no recording: transformers/cli/serve.py and transformers/cli/serving/{server,chat_completion,completion,utils,model_manager}.py.
var transformers = Personality{
	Name: "transformers",
	Chat: Dialect{
		DefaultMaxTokens: 1024,
		// Chunks leave out what is null; there is no usage chunk and no [DONE].
		Role:      `{"id":"%id%","choices":[{"delta":{"role":"assistant"},"index":%index%}]` + transformersEnd + `}`,
		Content:   `{"id":"%id%","choices":[{"delta":{"content":"%text%"},"index":%index%}]` + transformersEnd + `}`,
		Reasoning: `{"id":"%id%","choices":[{"delta":{"%field%":"%text%"},"index":%index%}]` + transformersEnd + `}`,
		Finish:    `{"id":"%id%","choices":[{"delta":{},"finish_reason":"%finish%","index":%index%}]` + transformersEnd + `,"usage":%usage%}`,
		Whole: `{"id":"%id%","choices":[%choices%],"created":%created%,"model":"%model%","object":"chat.completion",` +
			`"usage":%usage%}`,
		WholeChoice: `{"finish_reason":"%finish%","index":%index%,"message":{"content":"%text%","role":"assistant"%thought%}}`,
		Thought:     `,"%field%":"%text%"`,
	},
	Text: Dialect{
		DefaultMaxTokens: 1024,
		Content:          `{"id":"%id%","choices":[{"index":%index%,"text":"%text%"}]` + transformersTextEnd + `}`,
		Finish:           `{"id":"%id%","choices":[{"finish_reason":"%finish%","index":%index%,"text":""}]` + transformersTextEnd + `,"usage":%usage%}`,
		Whole:            `{"id":"%id%","choices":[%choices%]` + transformersTextEnd + `,"usage":%usage%}`,
		WholeChoice:      `{"finish_reason":"%finish%","index":%index%,"text":"%text%"}`,
	},
	Style: Style{RoleChunk: "immediate", FinishChunk: "own", ReasoningField: "reasoning_content", StartMode: "refuse", NoDone: true},
	Rules: Rules{
		ChatFields: transformersChatFields, TextFields: transformersTextFields, UnknownModel: "refuse", OptionsWithoutStream: true,
		NoIgnoreEOS: true, NoMinTokens: true, OnePrompt: true, ZeroTokensIsOne: true,
	},
	JSONType:   "application/json",
	StreamType: "text/event-stream; charset=utf-8",
	Error:      transformersError,
	Event: func(r Refusal) string {
		return `{"error": "` + string(text.AppendEscaped(nil, []byte(r.Message))) + `"}`
	},
	Usage: func(dst []byte, u Spent) []byte {
		dst = strconv.AppendInt(append(dst, `{"completion_tokens":`...), int64(u.Completion), 10)
		dst = strconv.AppendInt(append(dst, `,"prompt_tokens":`...), int64(u.Prompt), 10)
		dst = strconv.AppendInt(append(dst, `,"total_tokens":`...), int64(u.Prompt+u.Completion), 10)
		return append(dst, '}')
	},
	Startup: Startup{
		Steps: []Step{{0, func(v *View) []string { return []string{"Loading " + v.Model} }}},
		Ready: func(v *View) []string {
			return []string{
				"INFO:     Started server process [1]", "INFO:     Waiting for application startup.", "INFO:     Application startup complete.",
				"INFO:     Uvicorn running on http://" + v.Address + " (Press CTRL+C to quit)",
			}
		},
	},
	Routes: map[string]Route{
		"/health": {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"status":"ok"}`} }},
		"/reset":  {[]string{"POST"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"status":"ok"}`} }},
		"/v1/models": {[]string{"GET", "OPTIONS"}, func(v *View, _ string) Reply {
			return page(map[string]any{"object": "list", "data": []any{map[string]any{
				"owned_by": "", "id": v.Model, "object": "model", "created": 0, "status": map[string]string{"value": "loaded"},
			}}})
		}},
	},
}

func transformersError(r Refusal) Reply {
	detail := func(status int, message string) Reply {
		return Reply{Status: status, Body: `{"detail":"` + string(text.AppendEscaped(nil, []byte(message))) + `"}`}
	}
	switch r.Kind {
	case NoPath:
		return detail(404, "Not Found")
	case BadMethod:
		return detail(405, "Method Not Allowed")
	case BadJSON:
		return Reply{Status: 422, Body: `{"detail":[{"type":"json_invalid","loc":["body",0],"msg":"JSON decode error","input":{}}]}`}
	case UnknownField:
		return detail(422, "Unexpected fields in the request: {'"+r.Name+"'}")
	case UnknownModel:
		return detail(400, "Server is pinned to '"+r.Served+"'; requested '"+r.Name+"'.")
	case Missing, WrongType, Broken:
		// Nothing checks these: they end in an exception.
		return Reply{Status: 500, Type: "text/plain; charset=utf-8", Body: "Internal Server Error"}
	}
	return detail(r.Status, r.Message)
}

// The fields of the request models; any other is refused (chat_completion.py, completion.py, and the models of the openai
// package 3.57.0 that they are built on).
var transformersChatFields = []string{
	"messages", "model", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
	"max_completion_tokens", "max_tokens", "metadata", "modalities", "moderation", "n", "parallel_tool_calls", "prediction",
	"presence_penalty", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort",
	"response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream_options", "temperature",
	"tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options", "stream",
	"generation_config", "chat_template_kwargs",
}

var transformersTextFields = []string{
	"model", "prompt", "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "n", "presence_penalty",
	"seed", "stop", "stream_options", "suffix", "temperature", "top_p", "user", "generation_config", "stream",
}
