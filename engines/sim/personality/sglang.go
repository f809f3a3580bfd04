package personality

import (
	_ "embed"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"dyno/sim/metrics"
	"dyno/sim/text"
)

//go:embed recorded/sglang_metrics.txt
var sglangMetrics string

var sglangPage = metrics.ParseExposition(sglangMetrics)

// sglang is SGLang 0.5.23 as recorded on a CPU, with the flags of compose/sglang.yaml: metrics, cache report.
var sglang = Personality{
	Name:    "sglang",
	Version: "0.5.23+sim",
	Chat: Dialect{
		Role:        simChunk + `{"reasoning_content":null,"role":"assistant","content":""},"logprobs":null,"finish_reason":null,"matched_stop":null}]}`,
		Content:     simChunk + `{"reasoning_content":null,"content":"%text%"},"logprobs":null,"finish_reason":null,"matched_stop":null}]%chunkUsage%}`,
		Reasoning:   simChunk + `{"%field%":"%text%"},"logprobs":null,"finish_reason":null,"matched_stop":null}]%chunkUsage%}`,
		LastContent: simChunk + `{"reasoning_content":null,"content":"%text%"},"logprobs":null,"finish_reason":"%finish%","matched_stop":null}]%chunkUsage%}`,
		Finish:      simChunk + `{"reasoning_content":null},"logprobs":null,"finish_reason":"%finish%","matched_stop":null}]}`,
		UsageChunk:  `{"id":"%id%","object":"chat.completion.chunk","created":%created%,"model":"%model%","choices":[],"usage":%usage%}`,
		Whole: `{"id":"%id%","object":"chat.completion","created":%created%,"model":"%model%","choices":[%choices%],"usage":%usage%,` +
			`"metadata":{"weight_version":"default","weight_versions":[{"version":"default","start":0,"end":%completion%}]}}`,
		WholeChoice: `{"index":%index%,"message":{"role":"assistant","content":"%text%"%thought%},"logprobs":null,"finish_reason":"%finish%","matched_stop":null}`,
		Thought:     `,"%field%":"%text%"`, NoThought: `,"reasoning_content":null`,
	},
	Text: Dialect{
		DefaultMaxTokens: 16,
		Content:          simTextChunk + `"%text%","logprobs":null,"finish_reason":null,"matched_stop":null}]%chunkUsage%}`,
		LastContent:      simTextChunk + `"%text%","logprobs":null,"finish_reason":"%finish%","matched_stop":null}]%chunkUsage%}`,
		Finish:           "",
		UsageChunk:       `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[],"usage":%usage%}`,
		Whole: `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[%choices%],"usage":%usage%,` +
			`"metadata":{"weight_version":"default","weight_versions":[{"version":"default","start":0,"end":%completion%}]}}`,
		WholeChoice:  `{"index":%index%,"text":"%text%","logprobs":null,"finish_reason":"%finish%","matched_stop":null}`,
		NoChunkUsage: `,"usage":null`,
	},
	Style: Style{
		RoleChunk: "with-first", FinishChunk: "own", ReasoningField: "reasoning_content", StartMode: "refuse",
		HoldHead: true, PrefixCache: true,
	},
	Rules: Rules{
		UnknownModel: "echo", OptionsWithoutStream: true, CountsAnswer: true, ErrorsInStream: true, ChecksSampling: true,
		Spellings: []string{"response_format", "regex", "json_schema-text"},
	},
	JSONType:   "application/json",
	StreamType: "text/event-stream; charset=utf-8",
	Error:      sglangError,
	Event: func(r Refusal) string {
		body := strings.Replace(sglangError(r).Body, `"type":"BadRequestError"`, `"type":"BAD_REQUEST"`, 1)
		return `{"error": ` + body + `}`
	},
	Usage: func(dst []byte, u Spent) []byte {
		dst = appendCounts(dst, u)
		details := u.Chat || u.Whole || u.Part
		if details && u.Cached > 0 {
			dst = strconv.AppendInt(append(dst, `,"prompt_tokens_details":{"cached_tokens":`...), int64(u.Cached), 10)
			dst = append(dst, '}')
		} else if details {
			dst = append(dst, `,"prompt_tokens_details":null`...)
		}
		dst = strconv.AppendInt(append(dst, `,"reasoning_tokens":`...), int64(u.Reasoning), 10)
		if details {
			dst = append(dst, `,"completion_tokens_details":null`...)
		}
		return append(dst, '}')
	},
	Startup:     sglangStartup,
	Routes:      sglangRoutes,
	MetricsPath: "/metrics",
	Metrics:     func(v *View) []byte { return sglangPage.Render(v.Stats, v.relabel(nil), sglangValues(v)) },
	Bounds: sglangPage.Bounds(map[string]metrics.Quantity{
		"sglang:time_to_first_token_seconds": metrics.TTFT, "sglang:inter_token_latency_seconds": metrics.ITL,
		"sglang:request_time_per_output_token_seconds": metrics.TPOT, "sglang:e2e_request_latency_seconds": metrics.E2E,
		"sglang:queue_time_seconds": metrics.Queue, "sglang:prompt_tokens_histogram": metrics.PromptSize,
		"sglang:generation_tokens_histogram": metrics.AnswerSize, "sglang:uncached_prompt_tokens_histogram": metrics.ComputedSize,
	}),
}

func sglangError(r Refusal) Reply {
	reply := func(message, kind string, code int) Reply {
		return Reply{Status: code, Body: string(bareError(message, kind, code))}
	}
	invalid := func(what string) Reply {
		return reply("1 validation error:\n  "+what, "Bad Request", 400)
	}
	switch r.Kind {
	case NoPath:
		return Reply{Status: 404, Body: `{"detail":"Not Found"}`}
	case BadMethod:
		return Reply{Status: 405, Body: `{"detail":"Method Not Allowed"}`}
	case Unauthorized:
		return Reply{Status: 401, Body: `{"error":"Unauthorized"}`}
	case BadJSON:
		return invalid("{'type': 'json_invalid', 'loc': ('body', 0), 'msg': 'JSON decode error', 'input': {}, 'ctx': {'error': '" + r.Message + "'}}")
	case Missing:
		return invalid("{'type': 'missing', 'loc': ('body', '" + r.Param + "'), 'msg': 'Field required'}")
	case WrongType:
		return invalid("{'type': 'type_error', 'loc': ('body', '" + r.Param + "'), 'msg': '" + r.Message + "'}")
	case PromptTooLong:
		return reply(fmt.Sprintf("The input (%d tokens) is longer than the model's context length (%d tokens).", r.Got, r.Limit), "BadRequestError", 400)
	case AnswerTooLong:
		return reply(fmt.Sprintf("max_completion_tokens is too large: %d.This model supports at most %d completion tokens.", r.Got, r.Limit), "BadRequestError", 400)
	case BadSchema:
		return reply("Failed to compile json grammar: "+r.Message, "BadRequestError", 400)
	case Broken:
		return reply(r.Message, "InternalServerError", r.Status)
	}
	return reply(r.Message, "BadRequestError", r.Status)
}

// bareError is an error body without a wrapper, as SGLang and TensorRT-LLM write it.
func bareError(message, kind string, code int) []byte {
	body := append([]byte(`{"object":"error","message":"`), text.AppendEscaped(nil, []byte(message))...)
	body = append(append(body, `","type":"`...), kind...)
	body = append(body, `","param":null,"code":`...)
	return append(strconv.AppendInt(body, int64(code), 10), '}')
}

func sglangValues(v *View) metrics.Values {
	s := v.Stats
	return func(name string, labels map[string]string) (float64, bool) {
		streamed := 0
		if labels["is_streaming"] == "true" {
			streamed = 1
		}
		switch name {
		case "sglang:num_running_reqs":
			return float64(s.Running), true
		case "sglang:num_queue_reqs":
			return float64(s.Waiting), true
		case "sglang:token_usage", "sglang:full_token_usage":
			return v.kvUsage(), true
		case "sglang:num_used_tokens", "sglang:kv_used_tokens":
			return float64(v.KVTokens), true
		case "sglang:kv_available_tokens":
			return float64(v.kvCapacity() - v.KVTokens), true
		case "sglang:max_total_num_tokens", "sglang:num_pages":
			return float64(v.kvCapacity()), true
		case "sglang:page_size":
			return 1, true
		case "sglang:context_len":
			return float64(v.ContextLength()), true
		// Counted when a request ends, not while it runs.
		case "sglang:prompt_tokens_total":
			return float64(s.DonePromptTokens[streamed]), true
		case "sglang:generation_tokens_total":
			return float64(s.DoneAnswerTokens[streamed]), true
		case "sglang:num_requests_total":
			return float64(s.Requests[streamed]), true
		case "sglang:cached_tokens_total":
			return float64(s.CachedTokens), true
		case "sglang:num_so_requests_total":
			return float64(s.Structured), true
		case "sglang:num_aborted_requests_total":
			return float64(s.Aborted), true
		case "sglang:startup_time_seconds":
			seconds, _ := sglangTimes(v)[labels["phase"]].(float64)
			return seconds, true
		case "sglang:startup_cuda_graph_time_seconds":
			graphs, _ := sglangTimes(v)["cuda_graph"].(map[string]float64)
			return graphs[labels["phase"]], true
		case "sglang:prefill_effective_tokens_total":
			return sglangPrefilled(labels["mode"], s), true
		case "sglang:realtime_tokens_total":
			return sglangRealtime(labels["mode"], s), true
		}
		return 0, false
	}
}

func sglangPrefilled(mode string, s *metrics.Metrics) float64 {
	switch mode {
	case "input":
		return float64(s.PromptTokens - s.CachedTokens)
	case "device_hit":
		return float64(s.CachedTokens)
	}
	return 0
}

func sglangRealtime(mode string, s *metrics.Metrics) float64 {
	switch mode {
	case "prefill_compute":
		return float64(s.PromptTokens - s.CachedTokens)
	case "prefill_cache":
		return float64(s.CachedTokens)
	case "decode":
		return float64(s.GenerationTokens)
	}
	return 0
}

const flushed = "Cache flushed.\nPlease check backend logs for more details. (When there are running or waiting requests, the operation will not be performed.)\n"

var sglangRoutes = map[string]Route{
	"/health":          {[]string{"GET"}, sglangHealth},
	"/health_generate": {[]string{"GET"}, sglangHealth},
	"/ping":            {[]string{"GET"}, empty},
	"/v1/models": {[]string{"GET"}, func(v *View, _ string) Reply {
		return page(map[string]any{"object": "list", "data": []any{map[string]any{
			"id": v.Model, "object": "model", "created": v.CreatedUnix, "owned_by": "sglang", "root": v.Model, "parent": nil, "max_model_len": v.ContextLength(),
		}}})
	}},
	"/model_info":      {[]string{"GET"}, sglangModelInfo},
	"/get_model_info":  {[]string{"GET"}, sglangModelInfo},
	"/server_info":     {[]string{"GET"}, sglangServerInfo},
	"/get_server_info": {[]string{"GET"}, sglangServerInfo},
	"/v1/loads": {[]string{"GET"}, func(v *View, _ string) Reply {
		return page(map[string]any{"version": v.Version, "accelerator": nil, "loads": []any{map[string]any{
			"num_running_reqs": v.Stats.Running, "num_waiting_reqs": v.Stats.Waiting, "max_total_num_tokens": v.kvCapacity(),
			"max_running_requests": v.maxNumSeqs(), "token_usage": v.kvUsage(),
		}}})
	}},
	"/flush_cache": {[]string{"GET", "POST"}, func(v *View, query string) Reply {
		if v.Busy() {
			wait, _ := url.ParseQuery(query)
			seconds, _ := strconv.ParseFloat(wait.Get("timeout"), 64)
			return Reply{Status: 400, Type: NoType, Body: "Flush cache failed.\n", RetryMs: int(seconds * 1000)}
		}
		v.ResetCache()
		return Reply{Status: 200, Type: NoType, Body: flushed}
	}},
	"/start_profile": {[]string{"GET", "POST"}, func(v *View, _ string) Reply {
		return Reply{Status: 200, Type: NoType, Body: "Start profiling.\n"}
	}},
	"/stop_profile": {[]string{"GET", "POST"}, func(v *View, _ string) Reply {
		return Reply{Status: 200, Type: NoType, Body: "Stop profiling. This will take some time.\n"}
	}},
}

// sglangHealth generates a token and looks for it once a second, unless it was told not to.
func sglangHealth(v *View, _ string) Reply {
	reply := Reply{Status: 200, Type: NoType}
	if v.Settings.HealthGenerate {
		reply.DelayMs = 1000
	}
	return reply
}

func sglangModelInfo(v *View, _ string) Reply {
	return page(map[string]any{
		"model_path": v.Model, "served_model_name": v.Model, "tokenizer_path": v.Model, "is_generation": true,
		"preferred_sampling_params": nil, "weight_version": "default",
	})
}

func sglangServerInfo(v *View, _ string) Reply {
	s := v.Settings
	return page(map[string]any{
		"model_path": v.Model, "served_model_name": v.Model, "context_length": v.ContextLength(), "kv_cache_dtype": s.KVCacheDtype,
		"mem_fraction_static": s.MemoryShare, "max_running_requests": v.maxNumSeqs(), "max_total_num_tokens": v.kvCapacity(),
		"disable_radix_cache": !s.PrefixCache, "random_seed": s.EngineSeed, "stream_interval": s.StreamInterval,
		"constrained_json_disable_any_whitespace": s.JSONCompact, "grammar_backend": "xgrammar", "enable_metrics": true,
		"enable_cache_report": true, "reasoning_parser": nil, "tp_size": 1, "cuda_graph_max_bs_decode": nil,
		"cuda_graph_config": map[string]any{"decode": map[string]any{"max_bs": v.graphMaxSeqs(), "bs": v.graphSizes()}},
		"startup_time":      sglangTimes(v),
		"internal_states": []any{map[string]any{
			"context_length": v.ContextLength(), "kv_cache_dtype": s.KVCacheDtype, "max_running_requests": v.maxNumSeqs(),
			"effective_max_running_requests_per_dp": v.maxNumSeqs(), "decode_cuda_graph_bs": v.graphSizes(),
		}},
		"status": "ready", "version": v.Version,
	})
}
