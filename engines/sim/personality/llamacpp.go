package personality

import (
	_ "embed"
	"fmt"
	"strconv"

	"dyno/sim/metrics"
	"dyno/sim/text"
)

//go:embed recorded/llamacpp_metrics.txt
var llamacppMetrics string

var llamacppPage = wholeNumbers(metrics.ParseExposition(llamacppMetrics))

func wholeNumbers(e *metrics.Exposition) *metrics.Exposition {
	e.WholeNumbers = true
	return e
}

const (
	llamacppEnd     = `,"created":%created%,"id":"%id%","model":"%model%","system_fingerprint":"b0-sim","object":"chat.completion.chunk"`
	llamacppTextEnd = `,"created":%created%,"model":"%model%","system_fingerprint":"b0-sim","object":"text_completion"`
)

// llamacpp is llama.cpp's server as recorded with the small model of engines/llamacpp.
var llamacpp = Personality{
	Name: "llamacpp",
	Chat: Dialect{
		IDPrefix:  "chatcmpl-",
		Role:      `{"choices":[{"finish_reason":null,"index":%index%,"delta":{"role":"assistant","content":null}}]` + llamacppEnd + `}`,
		Content:   `{"choices":[{"finish_reason":null,"index":%index%,"delta":{"content":"%text%"}}]` + llamacppEnd + `}`,
		Reasoning: `{"choices":[{"finish_reason":null,"index":%index%,"delta":{"%field%":"%text%"}}]` + llamacppEnd + `}`,
		LastContent: `{"choices":[{"finish_reason":"%finish%","index":%index%,"delta":{"content":"%text%"}}]` +
			llamacppEnd + `%tail%}`,
		Finish:     `{"choices":[{"finish_reason":"%finish%","index":%index%,"delta":{}}]` + llamacppEnd + `%tail%}`,
		UsageChunk: `{"choices":[]` + llamacppEnd + `,"usage":%usage%%tail%}`,
		Whole: `{"choices":[%choices%],"created":%created%,"model":"%model%","system_fingerprint":"b0-sim","object":"chat.completion",` +
			`"usage":%usage%,"id":"%id%"%tail%}`,
		WholeChoice: `{"finish_reason":"%finish%","index":%index%,"message":{"role":"assistant","content":"%text%"%thought%}}`,
		Thought:     `,"%field%":"%text%"`,
	},
	Text: Dialect{
		IDPrefix:    "chatcmpl-",
		Content:     `{"choices":[{"text":"%text%","index":%index%,"logprobs":null,"finish_reason":null}]` + llamacppTextEnd + `,"id":"%id%"}`,
		LastContent: `{"choices":[{"text":"%text%","index":%index%,"logprobs":null,"finish_reason":"%finish%"}]` + llamacppTextEnd + `,"usage":%usage%,"id":"%id%"%tail%}`,
		Finish:      `{"choices":[{"text":"","index":%index%,"logprobs":null,"finish_reason":"%finish%"}]` + llamacppTextEnd + `,"usage":%usage%,"id":"%id%"%tail%}`,
		Whole:       `{"choices":[%choices%]` + llamacppTextEnd + `,"usage":%usage%,"id":"%id%"%tail%}`,
		WholeChoice: `{"text":"%text%","index":%index%,"logprobs":null,"finish_reason":"%finish%"}`,
	},
	Style: Style{
		RoleChunk: "with-first", FinishChunk: "own", ReasoningField: "reasoning_content", StartMode: "503",
		CloseAfter: true, HoldHead: true, PrefixCache: true,
	},
	Rules: Rules{
		UnknownModel: "own", OptionsWithoutStream: true, ZeroTokensIsOne: true, NoMinTokens: true, ChecksSampling: true,
		Spellings: []string{"response_format@chat", "response_format-any@chat", "json_schema"},
	},
	JSONType:   "application/json; charset=utf-8",
	StreamType: "text/event-stream",
	Error:      llamacppError,
	Usage: func(dst []byte, u Spent) []byte {
		dst = strconv.AppendInt(append(dst, `{"completion_tokens":`...), int64(u.Completion), 10)
		dst = strconv.AppendInt(append(dst, `,"prompt_tokens":`...), int64(u.Prompt), 10)
		dst = strconv.AppendInt(append(dst, `,"total_tokens":`...), int64(u.Prompt+u.Completion), 10)
		dst = strconv.AppendInt(append(dst, `,"prompt_tokens_details":{"cached_tokens":`...), int64(u.Cached), 10)
		return append(dst, `}}`...)
	},
	Tail: llamacppTimings,
	Startup: Startup{
		Steps: []Step{
			{0, func(v *View) []string {
				return []string{
					"0.00.000.000 I srv  llama_server: initializing ...",
					"0.00.000.000 I srv    load_model: loading model '" + v.Model + "'",
				}
			}},
			{0.8, func(v *View) []string {
				return []string{
					fmt.Sprintf("0.00.000.000 I srv    load_model: initializing, n_slots = %d, n_ctx_slot = %d, kv_unified = 'false'", v.maxNumSeqs(), v.ContextLength()),
				}
			}},
		},
		Loading: func(path string) *Reply {
			if path == "/" {
				return &Reply{Status: 404, Body: `{"error":{"message":"File Not Found","type":"not_found_error","code":404}}`, Close: true}
			}
			return &Reply{Status: 503, Body: `{"error":{"message":"Loading model","type":"unavailable_error","code":503}}`, Close: true}
		},
		Ready: func(v *View) []string {
			return []string{
				"0.00.000.000 I srv  llama_server: model loaded",
				"0.00.000.000 I srv          init: listening on http://" + v.Address,
			}
		},
	},
	Routes: map[string]Route{
		"/health":    {[]string{"GET"}, llamacppHealth},
		"/v1/health": {[]string{"GET"}, llamacppHealth},
		"/v1/models": {[]string{"GET"}, func(v *View, _ string) Reply {
			return page(map[string]any{
				"models": []any{map[string]any{"name": v.Model, "model": v.Model, "type": "model", "capabilities": []string{"completion"}}},
				"object": "list", "data": []any{map[string]any{
					"id": v.Model, "aliases": []string{v.Model}, "tags": []string{}, "object": "model", "created": v.CreatedUnix, "owned_by": "llamacpp",
					"meta": map[string]any{"n_ctx": v.ContextLength(), "n_ctx_train": v.ContextLength()},
				}},
			})
		}},
		"/props": {[]string{"GET"}, func(v *View, _ string) Reply {
			return page(map[string]any{
				"default_generation_settings": map[string]any{"n_ctx": v.ContextLength()}, "total_slots": v.maxNumSeqs(),
				"model_alias": v.Model, "model_path": v.Model, "build_info": "b0-sim",
			})
		}},
		"/slots": {[]string{"GET"}, func(v *View, _ string) Reply {
			slots := make([]any, v.maxNumSeqs())
			for i := range slots {
				slots[i] = map[string]any{"id": i, "n_ctx": v.ContextLength(), "speculative": false, "is_processing": i < v.Stats.Running}
			}
			return page(slots)
		}},
	},
	MetricsPath: "/metrics",
	Metrics:     func(v *View) []byte { return llamacppPage.Render(v.Stats, v.relabel(nil), llamacppValues(v)) },
}

func llamacppHealth(*View, string) Reply { return Reply{Status: 200, Body: `{"status":"ok"}`} }

func llamacppError(r Refusal) Reply {
	reply := func(message, kind string, code int) Reply {
		body := strconv.AppendInt([]byte(`{"error":{"code":`), int64(code), 10)
		body = append(text.AppendEscaped(append(body, `,"message":"`...), []byte(message)), `","type":"`+kind+`"}}`...)
		return Reply{Status: code, Body: string(body), Close: true}
	}
	switch r.Kind {
	case NoPath, BadMethod:
		return Reply{Status: 404, Body: `{"error":{"message":"File Not Found","type":"not_found_error","code":404}}`, Close: true}
	case Unauthorized:
		return reply("Invalid API Key", "authentication_error", 401)
	case BadJSON:
		return reply("[json.exception.parse_error.101] "+r.Message, "server_error", 500)
	case Missing:
		return reply("'"+r.Param+"' is required", "invalid_request_error", 400)
	case WrongType:
		return reply("Field '"+r.Param+"': [json.exception.type_error.302] "+r.Message, "invalid_request_error", 400)
	case PromptTooLong:
		message := fmt.Sprintf("request (%d tokens) exceeds the available context size (%d tokens), try increasing it", r.Got, r.Limit)
		body := fmt.Sprintf(`{"error":{"code":400,"message":"%s","type":"exceed_context_size_error","n_prompt_tokens":%d,"n_ctx":%d}}`, message, r.Got, r.Limit)
		return Reply{Status: 400, Body: body, Close: true}
	case BadSchema:
		return reply("Unable to generate parser for this template. Automatic parser generation failed: JSON schema error at #: "+r.Message, "invalid_request_error", 400)
	case Broken:
		return reply(r.Message, "server_error", r.Status)
	}
	return reply(r.Message, "invalid_request_error", r.Status)
}

// llamacppTimings is what the server measured of a request.
func llamacppTimings(dst []byte, u Spent) []byte {
	computed := u.Prompt - u.Cached
	each := func(ms float64, n int) float64 { return ms / float64(max(1, n)) }
	rate := func(ms float64, n int) float64 {
		if ms <= 0 {
			return 0
		}
		return float64(n) / ms * 1000
	}
	return fmt.Appendf(dst, `,"timings":{"cache_n":%d,"prompt_n":%d,"prompt_ms":%.3f,"prompt_per_token_ms":%v,"prompt_per_second":%v,`+
		`"predicted_n":%d,"predicted_ms":%.3f,"predicted_per_token_ms":%v,"predicted_per_second":%v}`,
		u.Cached, computed, u.PromptMs, each(u.PromptMs, computed), rate(u.PromptMs, computed),
		u.Completion, u.DecodeMs, each(u.DecodeMs, u.Completion-1), rate(u.DecodeMs, u.Completion))
}

func llamacppValues(v *View) metrics.Values {
	s := v.Stats
	prompt, answer := s.DonePromptTokens[0]+s.DonePromptTokens[1], s.DoneAnswerTokens[0]+s.DoneAnswerTokens[1]
	return func(name string, _ map[string]string) (float64, bool) {
		switch name {
		case "llamacpp:prompt_tokens_total":
			return float64(prompt - s.DoneCachedTokens), true
		case "llamacpp:prompt_tokens_cached_total":
			return float64(s.DoneCachedTokens), true
		case "llamacpp:prompt_seconds_total":
			return float64(s.PrefillNs) / 1e9, true
		case "llamacpp:tokens_predicted_total":
			return float64(answer), true
		case "llamacpp:tokens_predicted_seconds_total":
			return float64(s.DecodeNs) / 1e9, true
		case "llamacpp:n_tokens_max":
			return float64(s.MostTokens), true
		case "llamacpp:requests_processing":
			return float64(s.Running), true
		case "llamacpp:requests_deferred":
			return float64(s.Waiting), true
		}
		return 0, false
	}
}
