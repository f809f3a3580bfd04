package personality

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"dyno/sim/metrics"
)

//go:embed recorded/vllm_metrics.txt
var vllmMetrics string

var vllmPage = metrics.ParseExposition(vllmMetrics)

// vllm is vLLM 0.32.0 as recorded on a CPU, with the flags of compose/vllm.yaml: development mode, usage details.
var vllm = Personality{
	Name:    "vllm",
	Version: "0.32.0+sim",
	Chat: Dialect{
		IDPrefix:      "chatcmpl-",
		Role:          vllmChunk + `{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]%chunkUsage%,"prompt_token_ids":null,"prompt_text":null}`,
		Content:       vllmChunk + `{"content":"%text%"},"logprobs":null,"finish_reason":null,"token_ids":null}]%chunkUsage%}`,
		Reasoning:     vllmChunk + `{"%field%":"%text%"},"logprobs":null,"finish_reason":null,"token_ids":null}]%chunkUsage%}`,
		LastContent:   vllmChunk + `{"content":"%text%"},"logprobs":null,"finish_reason":"%finish%","stop_reason":null,"token_ids":null}]%chunkUsage%%tail%}`,
		LastReasoning: vllmChunk + `{"%field%":"%text%"},"logprobs":null,"finish_reason":"%finish%","stop_reason":null,"token_ids":null}]%chunkUsage%%tail%}`,
		Finish:        vllmChunk + `{},"logprobs":null,"finish_reason":"%finish%","stop_reason":null,"token_ids":null}]%chunkUsage%%tail%}`,
		UsageChunk:    `{"id":"%id%","object":"chat.completion.chunk","created":%created%,"model":"%model%","choices":[],"usage":%usage%%tail%}`,
		Whole: `{"id":"%id%","object":"chat.completion","created":%created%,"model":"%model%","choices":[%choices%],"service_tier":null` +
			`%tail%,"usage":%usage%,"prompt_logprobs":null,"prompt_token_ids":null,"prompt_text":null,"kv_transfer_params":null,"ec_transfer_params":null,"metrics":null}`,
		WholeChoice: `{"index":%index%,"message":{"role":"assistant","content":"%text%","refusal":null,"annotations":null,"audio":null,"function_call":null%thought%},` +
			`"logprobs":null,"finish_reason":"%finish%","stop_reason":null,"token_ids":null,"routed_experts":null}`,
		Thought: `,"%field%":"%text%"`, NoThought: `,"%field%":null`,
	},
	Text: Dialect{
		IDPrefix: "cmpl-", DefaultMaxTokens: 16,
		Content:     vllmTextChunk + `"%text%","logprobs":null,"finish_reason":null,"stop_reason":null,"prompt_token_ids":null,"token_ids":null}]%chunkUsage%}`,
		LastContent: vllmTextChunk + `"%text%","logprobs":null,"finish_reason":"%finish%","stop_reason":null,"prompt_token_ids":null,"token_ids":null}]%chunkUsage%%tail%}`,
		Finish:      vllmTextChunk + `"","logprobs":null,"finish_reason":"%finish%","stop_reason":null,"prompt_token_ids":null,"token_ids":null}]%chunkUsage%%tail%}`,
		UsageChunk:  `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[],"usage":%usage%%tail%}`,
		Whole: `{"id":"%id%","object":"text_completion","created":%created%,"model":"%model%","choices":[%choices%],"service_tier":null` +
			`%tail%,"usage":%usage%,"kv_transfer_params":null,"ec_transfer_params":null,"metrics":null}`,
		WholeChoice: `{"index":%index%,"text":"%text%","logprobs":null,"finish_reason":"%finish%","stop_reason":null,"token_ids":null,` +
			`"prompt_logprobs":null,"prompt_token_ids":null,"routed_experts":null}`,
	},
	Style: Style{
		RoleChunk: "with-first", FinishChunk: "with-last", ReasoningField: "reasoning", StartMode: "refuse",
		ThoughtEnds: true, PrefixCache: true,
	},
	Rules: Rules{
		UnknownModel: "refuse", CountsAnswer: true, ErrorsInStream: true, ChecksSampling: true,
		Spellings: []string{"response_format", "structured_outputs"},
	},
	JSONType:   "application/json",
	StreamType: "text/event-stream; charset=utf-8",
	Error:      vllmError,
	Event: func(r Refusal) string {
		return strings.Replace(vllmError(r).Body, `{"error":{`, `{"error": {`, 1)
	},
	Usage: vllmUsage,
	Tail: func(dst []byte, u Spent) []byte {
		return append(append(append(dst, `,"system_fingerprint":"vllm-0.32.0-`...), u.Fingerprint...), '"')
	},
	Startup:     vllmStartup,
	Routes:      vllmRoutes,
	MetricsPath: "/metrics",
	Metrics: func(v *View) []byte {
		return vllmPage.Render(v.Stats, v.relabel(map[string]string{
			"vllm:cache_config_info/cache_dtype":            v.Settings.KVCacheDtype,
			"vllm:cache_config_info/enable_prefix_caching":  pythonBool(v.Settings.PrefixCache),
			"vllm:cache_config_info/gpu_memory_utilization": fmt.Sprint(v.Settings.MemoryShare),
			"vllm:cache_config_info/kv_cache_size_tokens":   fmt.Sprint(v.kvCapacity()),
		}), vllmValues(v))
	},
	Bounds: vllmPage.Bounds(map[string]metrics.Quantity{
		"vllm:time_to_first_token_seconds": metrics.TTFT, "vllm:inter_token_latency_seconds": metrics.ITL,
		"vllm:request_time_per_output_token_seconds": metrics.TPOT, "vllm:e2e_request_latency_seconds": metrics.E2E,
		"vllm:request_queue_time_seconds": metrics.Queue, "vllm:request_inference_time_seconds": metrics.Inference,
		"vllm:request_prefill_time_seconds": metrics.Prefill, "vllm:request_decode_time_seconds": metrics.Decode,
		"vllm:request_prompt_tokens": metrics.PromptSize, "vllm:request_generation_tokens": metrics.AnswerSize,
		"vllm:request_prefill_kv_computed_tokens": metrics.ComputedSize,
	}),
}

const (
	vllmChunk     = simChunk
	vllmTextChunk = simTextChunk
)

func vllmError(r Refusal) Reply {
	reply := func(message, kind, param string, code int) Reply {
		return Reply{Status: code, Body: string(wrappedError(message, kind, param, code))}
	}
	switch r.Kind {
	case NoPath:
		return Reply{Status: 404, Body: `{"detail":"Not Found"}`}
	case BadMethod:
		return Reply{Status: 405, Body: `{"detail":"Method Not Allowed"}`}
	case Unauthorized:
		return Reply{Status: 401, Body: `{"error":"Unauthorized"}`}
	case BadJSON:
		return reply("1 validation error:\n  {'type': 'json_invalid', 'loc': 'body', 'msg': 'JSON decode error', 'ctx': {'error': '"+r.Message+"'}}", "Bad Request", "body", 400)
	case Missing:
		if r.Param == "prompt" {
			return reply("Either prompt or prompt_embeds must be provided and non-empty. (parameter=prompt)", "BadRequestError", "prompt", 400)
		}
		return reply("1 validation error:\n  {'type': 'missing', 'loc': 'body."+r.Param+"', 'msg': 'Field required'}", "Bad Request", "body."+r.Param, 400)
	case WrongType:
		return reply("1 validation error:\n  {'type': 'type_error', 'loc': 'body."+r.Param+"', 'msg': '"+r.Message+"'}", "Bad Request", "body."+r.Param, 400)
	case UnknownModel:
		return reply("The model `"+r.Name+"` does not exist. Valid aliases: "+r.Served+".", "NotFoundError", "model", 404)
	case PromptTooLong:
		return reply(fmt.Sprintf("This model's maximum context length is %d tokens. However, your prompt contains %d input tokens, which exceeds this limit even without "+
			"any output tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=%d)", r.Limit, r.Got, r.Got), "BadRequestError", "input_tokens", 400)
	case AnswerTooLong:
		return reply(fmt.Sprintf("max_tokens=%d cannot be greater than max_model_len=%d. Please request fewer output tokens. (parameter=max_tokens, value=%d)",
			r.Got, r.Limit, r.Got), "BadRequestError", "max_tokens", 400)
	case BadSchema:
		return reply("Failed to transform json schema into a grammar: "+r.Message, "BadRequestError", "", 400)
	case Broken:
		return reply(r.Message, "InternalServerError", "", r.Status)
	}
	if r.Param == "min_tokens" {
		r.Param = ""
	}
	return reply(r.Message, "BadRequestError", r.Param, r.Status)
}

func vllmUsage(dst []byte, u Spent) []byte {
	dst = appendCounts(dst, u)
	switch {
	case u.Part && u.Chat:
		return append(dst, `,"completion_tokens_details":null}`...)
	case u.Part:
		return append(dst, '}')
	}
	dst = strconv.AppendInt(append(dst, `,"prompt_tokens_details":{"cached_tokens":`...), int64(u.Cached), 10)
	if u.Chat || u.Whole {
		dst = append(dst, `,"created_cache_tokens":0`...)
	}
	if u.Whole {
		dst = append(dst, `,"multimodal_tokens":null`...)
	}
	dst = append(dst, '}')
	if u.Reasoning > 0 {
		dst = strconv.AppendInt(append(dst, `,"completion_tokens_details":{"reasoning_tokens":`...), int64(u.Reasoning), 10)
		dst = append(dst, '}')
	} else if u.Whole {
		dst = append(dst, `,"completion_tokens_details":null`...)
	}
	return append(dst, '}')
}

func vllmValues(v *View) metrics.Values {
	s := v.Stats
	return func(name string, labels map[string]string) (float64, bool) {
		switch name {
		case "vllm:num_requests_running":
			return float64(s.Running), true
		case "vllm:num_requests_waiting":
			return float64(s.Waiting), true
		case "vllm:num_requests_waiting_by_reason":
			if labels["reason"] == "capacity" {
				return float64(s.Waiting), true
			}
		case "vllm:engine_sleep_state":
			if labels["sleep_state"] == "awake" {
				return 1, true
			}
		case "vllm:kv_cache_usage_perc":
			return v.kvUsage(), true
		case "vllm:prefix_cache_queries_total":
			if v.Settings.PrefixCache {
				return float64(s.PromptTokens), true
			}
		case "vllm:prompt_tokens_total":
			return float64(s.PromptTokens), true
		case "vllm:prefix_cache_hits_total", "vllm:prompt_tokens_cached_total":
			return float64(s.CachedTokens), true
		case "vllm:prompt_tokens_by_source_total":
			return bySource(labels["source"], s), true
		case "vllm:prompt_tokens_cached_by_source_total":
			if labels["source"] == "device" {
				return float64(s.CachedTokens), true
			}
		case "vllm:generation_tokens_total":
			return float64(s.GenerationTokens), true
		case "vllm:request_success_total":
			return float64(s.Success[labels["finished_reason"]]), true
		case "vllm:cache_config_info":
			return 1, true
		case "process_start_time_seconds":
			return s.StartedUnixS, true
		}
		if strings.HasSuffix(name, "_created") {
			return float64(v.CreatedUnix), true
		}
		return 0, false
	}
}

func bySource(source string, s *metrics.Metrics) float64 {
	switch source {
	case "local_compute":
		return float64(s.PromptTokens - s.CachedTokens)
	case "local_cache_hit":
		return float64(s.CachedTokens)
	}
	return 0
}

var vllmRoutes = map[string]Route{
	"/health": {[]string{"GET"}, empty},
	"/ping":   {[]string{"GET", "POST"}, empty},
	"/load":   {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"server_load":0}`} }},
	"/version": {[]string{"GET"}, func(v *View, _ string) Reply {
		return Reply{Status: 200, Body: `{"version":"` + v.Version + `"}`}
	}},
	"/v1/models": {[]string{"GET"}, func(v *View, _ string) Reply {
		return page(map[string]any{"object": "list", "data": []any{map[string]any{
			"id": v.Model, "object": "model", "created": v.CreatedUnix, "owned_by": "vllm", "root": v.Model, "parent": nil,
			"max_model_len": v.ContextLength(), "permission": []any{map[string]any{
				"id": "modelperm-0", "object": "model_permission", "created": v.CreatedUnix, "allow_create_engine": false,
				"allow_sampling": true, "allow_logprobs": true, "allow_search_indices": false, "allow_view": true,
				"allow_fine_tuning": false, "organization": "*", "group": nil, "is_blocking": false,
			}},
		}}})
	}},
	"/reset_prefix_cache": {[]string{"POST"}, func(v *View, query string) Reply {
		if v.Busy() && !strings.Contains(query, "reset_running_requests=true") {
			return Reply{Status: 200, Body: `{"success":false}`}
		}
		v.ResetCache()
		return Reply{Status: 200, Body: `{"success":true}`}
	}},
	"/is_sleeping":   {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"is_sleeping":false}`} }},
	"/is_paused":     {[]string{"GET"}, func(*View, string) Reply { return Reply{Status: 200, Body: `{"is_paused":false}`} }},
	"/server_info":   {[]string{"GET"}, vllmServerInfo},
	"/start_profile": {[]string{"POST"}, vllmProfile},
	"/stop_profile":  {[]string{"POST"}, vllmProfile},
}

func empty(*View, string) Reply { return Reply{Status: 200, Type: NoType} }

// vllmProfile answers where --profiler-config was given; else the routes do not exist.
func vllmProfile(v *View, query string) Reply {
	if !v.Settings.Profiler {
		return vllmError(Refusal{Kind: NoPath})
	}
	return empty(v, query)
}

func vllmServerInfo(v *View, query string) Reply {
	s := v.Settings
	if !strings.Contains(query, "config_format=json") {
		return page(map[string]any{"vllm_config": fmt.Sprintf("model='%s', max_seq_len=%d, kv_cache_dtype=%s, seed=%d, served_model_name=%s, enable_prefix_caching=%s",
			v.Model, v.ContextLength(), s.KVCacheDtype, s.EngineSeed, v.Model, pythonBool(s.PrefixCache))})
	}
	return page(map[string]any{"vllm_config": map[string]any{
		"model_config": map[string]any{"model": v.Model, "served_model_name": v.Model, "max_model_len": v.ContextLength(), "seed": s.EngineSeed},
		"cache_config": map[string]any{
			"gpu_memory_utilization": s.MemoryShare, "cache_dtype": s.KVCacheDtype, "enable_prefix_caching": s.PrefixCache,
			"kv_cache_size_tokens": v.kvCapacity(),
		},
		"scheduler_config":   map[string]any{"max_num_seqs": v.maxNumSeqs(), "stream_interval": s.StreamInterval},
		"compilation_config": map[string]any{"cudagraph_capture_sizes": v.graphSizes()},
		"structured_outputs_config": map[string]any{
			"backend": "xgrammar", "disable_any_whitespace": s.JSONCompact,
		},
	}})
}
