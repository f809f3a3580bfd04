package personality

import (
	_ "embed"
	"fmt"
	"strconv"

	"dyno/sim/metrics"
	"dyno/sim/text"
)

//go:embed sourced/trtllm_metrics.txt
var trtllmMetrics string

var trtllmPage = metrics.ParseExposition(trtllmMetrics)

const trtllmChunk = `{"id":"%id%","object":"chat.completion.chunk","created":%created%,"model":"%model%","choices":[{"index":%index%,"delta":`

// trtllm is TensorRT-LLM's PyTorch backend. It is written from sources and was compared with no recording:
// tensorrt_llm/serve/{openai_server,openai_protocol,postprocess_handlers,harmony_adapter}.py, metrics/collector.py; its
// start-up log is that of a public log of 1.1.0rc3.
var trtllm = Personality{
	Name:    "trtllm",
	Version: "1.2.1+sim",
	Chat: Dialect{
		IDPrefix: "chatcmpl-",
		// Chunks leave out what is null.
		Role:          trtllmChunk + `{"role":"assistant"}}]%chunkUsage%}`,
		Content:       trtllmChunk + `{"content":"%text%","reasoning_content":""}}]%chunkUsage%}`,
		Reasoning:     trtllmChunk + `{"%field%":"%text%"}}]%chunkUsage%}`,
		LastContent:   trtllmChunk + `{"content":"%text%","reasoning_content":""},"finish_reason":"%finish%"}]%chunkUsage%}`,
		LastReasoning: trtllmChunk + `{"%field%":"%text%"},"finish_reason":"%finish%"}]%chunkUsage%}`,
		Finish:        trtllmChunk + `{},"finish_reason":"%finish%"}]%chunkUsage%}`,
		UsageChunk:    `{"id":"%id%","object":"chat.completion.chunk","created":%created%,"model":"%model%","choices":[],"usage":%usage%}`,
		Whole:         `{"id":"%id%","object":"chat.completion","created":%created%,"model":"%model%","choices":[%choices%],"usage":%usage%,"prompt_token_ids":null}`,
		WholeChoice: `{"index":%index%,"message":{"role":"assistant","content":"%text%"%thought%,"tool_calls":[]},"logprobs":null,"finish_reason":"%finish%",` +
			`"stop_reason":null,"mm_embedding_handle":null,"disaggregated_params":null,"avg_decoded_tokens_per_iter":null}`,
		Thought: `,"reasoning_content":null,"%field%":"%text%"`, NoThought: `,"reasoning_content":"","reasoning":null`,
	},
	Text: Dialect{
		IDPrefix:     "cmpl-",
		Content:      simTextChunk + `"%text%","token_ids":null,"logprobs":null,"finish_reason":null,"stop_reason":null,"avg_decoded_tokens_per_iter":null}]%chunkUsage%}`,
		LastContent:  simTextChunk + `"%text%","token_ids":null,"logprobs":null,"finish_reason":"%finish%","stop_reason":null,"avg_decoded_tokens_per_iter":null}]%chunkUsage%}`,
		UsageChunk:   `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[],"usage":%usage%}`,
		NoChunkUsage: `,"usage":null`,
		Whole:        `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[%choices%],"usage":%usage%,"prompt_token_ids":null}`,
		WholeChoice: `{"index":%index%,"text":"%text%","token_ids":null,"logprobs":null,"context_logits":null,"finish_reason":"%finish%","stop_reason":null,` +
			`"disaggregated_params":null,"avg_decoded_tokens_per_iter":null}`,
	},
	Style: Style{
		RoleChunk: "with-first", FinishChunk: "with-last", ReasoningField: "reasoning", StartMode: "bound",
		ThoughtEnds: true, PrefixCache: true,
	},
	Rules: Rules{
		ChatFields: trtllmChatFields, TextFields: trtllmTextFields, NeedsModel: true, UnknownModel: "echo", CountsAnswer: true, ChecksSampling: true,
		Spellings: []string{"response_format", "response_format-json", "response_format-regex"},
	},
	JSONType:   "application/json",
	StreamType: "text/event-stream; charset=utf-8",
	Error:      trtllmError,
	Usage: func(dst []byte, u Spent) []byte {
		dst = appendCounts(dst, u)
		dst = strconv.AppendInt(append(dst, `,"prompt_tokens_details":{"cached_tokens":`...), int64(u.Cached), 10)
		return append(dst, `}}`...)
	},
	Startup: trtllmStartup,
	Routes: map[string]Route{
		"/health": {[]string{"GET"}, empty},
		"/health_generate": {[]string{"GET"}, func(*View, string) Reply {
			return Reply{Status: 200, Type: NoType, Body: "Generation health check OK"}
		}},
		"/version": {[]string{"GET"}, func(v *View, _ string) Reply { return page(map[string]string{"version": v.Version}) }},
		"/v1/models": {[]string{"GET"}, func(v *View, _ string) Reply {
			return page(map[string]any{"object": "list", "data": []any{map[string]any{
				"id": v.Model, "object": "model", "created": v.CreatedUnix, "owned_by": "tensorrt_llm",
			}}})
		}},
		// The iteration statistics as JSON. With return_perf_metrics they are drained into the other page.
		"/metrics":       {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: "[]"} }},
		"/perf_metrics":  {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: "[]"} }},
		"/server_info":   {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"disaggregated_params":{}}`} }},
		"/start_profile": {[]string{"POST"}, trtllmProfile},
		"/stop_profile":  {[]string{"POST"}, trtllmProfile},
	},
	MetricsPath: "/prometheus/metrics",
	// The labels have the literal value "undefined".
	Metrics: func(v *View) []byte {
		return trtllmPage.Render(v.Stats, func(_, _, value string) string { return value }, trtllmValues(v))
	},
	Bounds: trtllmPage.Bounds(map[string]metrics.Quantity{
		"trtllm_e2e_request_latency_seconds": metrics.E2E, "trtllm_time_to_first_token_seconds": metrics.TTFT,
		"trtllm_time_per_output_token_seconds": metrics.TPOT, "trtllm_request_queue_time_seconds": metrics.Queue,
		"trtllm_request_prefill_time_seconds": metrics.Prefill, "trtllm_request_decode_time_seconds": metrics.Decode,
		"trtllm_request_inference_time_seconds": metrics.Inference,
	}),
}

// trtllmProfile: the routes are in newer versions than the one simulated, and only where they were asked for.
func trtllmProfile(v *View, query string) Reply {
	if !v.Settings.Profiler {
		return trtllmError(Refusal{Kind: NoPath})
	}
	return empty(v, query)
}

func trtllmError(r Refusal) Reply {
	// What the request model refuses, before any code of the server sees it.
	invalid := func(message string) Reply {
		return Reply{Status: 400, Body: `{"error":"` + string(text.AppendEscaped(nil, []byte(message))) + `"}`}
	}
	switch r.Kind {
	case NoPath:
		return Reply{Status: 404, Body: `{"detail":"Not Found"}`}
	case BadMethod:
		return Reply{Status: 405, Body: `{"detail":"Method Not Allowed"}`}
	case BadJSON:
		return invalid("[{'type': 'json_invalid', 'loc': ('body', 0), 'msg': 'JSON decode error', 'input': {}, 'ctx': {'error': '" + r.Message + "'}}]")
	case Missing:
		return invalid("[{'type': 'missing', 'loc': ('body', '" + r.Param + "'), 'msg': 'Field required'}]")
	case WrongType:
		return invalid("[{'type': 'type_error', 'loc': ('body', '" + r.Param + "'), 'msg': '" + r.Message + "'}]")
	case UnknownField:
		return invalid("[{'type': 'extra_forbidden', 'loc': ('body', '" + r.Name + "'), 'msg': 'Extra inputs are not permitted'}]")
	case BadValue:
		if r.Param == "stream_options" {
			return invalid("[{'type': 'value_error', 'loc': ('body',), 'msg': 'Value error, Stream options can only be defined when stream is true.'}]")
		}
	case PromptTooLong, AnswerTooLong:
		return Reply{Status: 400, Body: string(bareError(fmt.Sprintf("The sum of prompt length and max_tokens (%d) exceeds max_seq_len (%d)", r.Got, r.Limit), "BadRequestError", 400))}
	case Broken:
		return Reply{Status: r.Status, Body: string(bareError(r.Message, "InternalServerError", r.Status))}
	}
	return Reply{Status: r.Status, Body: string(bareError(r.Message, "BadRequestError", r.Status))}
}

func trtllmValues(v *View) metrics.Values {
	s := v.Stats
	return func(name string, labels map[string]string) (float64, bool) {
		switch name {
		case "trtllm_request_success_total":
			return float64(s.Success[labels["finished_reason"]]), true
		case "trtllm_prompt_tokens_total":
			return float64(s.DonePromptTokens[0] + s.DonePromptTokens[1]), true
		case "trtllm_generation_tokens_total":
			return float64(s.DoneAnswerTokens[0] + s.DoneAnswerTokens[1]), true
		case "trtllm_prompt_cached_tokens_total":
			return float64(s.DoneCachedTokens), true
		case "trtllm_num_requests_completed_total":
			return float64(s.Requests[0] + s.Requests[1]), true
		case "trtllm_num_requests_running", "trtllm_num_scheduled_requests", "trtllm_num_generation_requests":
			return float64(s.Running), true
		case "trtllm_num_requests_waiting":
			return float64(s.Waiting), true
		case "trtllm_kv_cache_hit_rate":
			return float64(s.CachedTokens) / float64(max(1, s.PromptTokens)), true
		case "trtllm_kv_cache_utilization":
			return v.kvUsage(), true
		case "trtllm_max_batch_size_static", "trtllm_max_batch_size_runtime", "trtllm_max_num_active_requests":
			return float64(v.maxNumSeqs()), true
		}
		return 0, false
	}
}

// The fields of the request models, which forbid any other (openai_protocol.py, ChatCompletionRequest and
// CompletionRequest).
var trtllmShared = []string{
	"model", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "n", "presence_penalty", "seed", "stop", "stream",
	"stream_options", "temperature", "top_p", "user", "lora_request", "prompt_ignore_length", "best_of", "use_beam_search",
	"top_k", "top_p_min", "min_p", "repetition_penalty", "length_penalty", "early_stopping", "stop_token_ids",
	"include_stop_str_in_output", "ignore_eos", "min_tokens", "skip_special_tokens", "spaces_between_special_tokens",
	"truncate_prompt_tokens", "thinking_token_budget", "add_special_tokens", "response_format", "disaggregated_params",
	"priority", "conversation_params", "echo",
}

var trtllmChatFields = append([]string{
	"messages", "prompt_token_ids", "prompt_token_ids_b64", "max_completion_tokens", "top_logprobs", "tools", "tool_choice",
	"parallel_tool_calls", "reasoning_effort", "thinking", "add_generation_prompt", "documents", "chat_template",
	"chat_template_kwargs", "injected_chat_template_kwargs", "media_io_kwargs", "cache_salt", "agent_hierarchy", "mm_processor_kwargs",
}, trtllmShared...)

var trtllmTextFields = append([]string{"prompt", "suffix", "return_context_logits", "detokenize"}, trtllmShared...)
