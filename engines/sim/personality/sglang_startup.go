package personality

import (
	"fmt"
	"strings"
)

// sglangStartup is what SGLang prints. Its lines about graphs are those of public logs: the recorded build had no GPU.
var sglangStartup = Startup{
	OpensAt: 0.8,
	Steps: []Step{
		{0, func(v *View) []string {
			return []string{fmt.Sprintf("server_args={'model_path': '%s', 'context_length': %d, 'kv_cache_dtype': '%s', 'mem_fraction_static': %v, "+
				"'max_running_requests': %d, 'disable_radix_cache': %s, 'random_seed': %d, 'stream_interval': %d}", v.Model, v.ContextLength(),
				v.Settings.KVCacheDtype, v.Settings.MemoryShare, v.maxNumSeqs(), pythonBool(!v.Settings.PrefixCache), v.Settings.EngineSeed, v.Settings.StreamInterval)}
		}},
		{0.2, func(*View) []string { return []string{"Load weight begin. avail mem=0.00 GB"} }},
		{0.4, func(v *View) []string {
			return []string{fmt.Sprintf("Load weight end. elapsed=%.2f s, type=Simulated, avail mem=0.00 GB, mem usage=0.00 GB.", v.took(0.2, 0.4))}
		}},
		{0.5, func(v *View) []string {
			return []string{fmt.Sprintf("KV Cache is allocated. dtype: %s, #tokens: %d, K size: 0.00 GB, V size: 0.00 GB", v.Settings.KVCacheDtype, v.kvCapacity()), "Memory pool end. avail mem=0.00 GB"}
		}},
		{0.7, sglangGraphs},
		{0.8, func(v *View) []string {
			times := sglangTimes(v)
			return []string{
				fmt.Sprintf("max_total_num_tokens=%d, chunked_prefill_size=8192, max_prefill_tokens=16384, max_running_requests=%d, context_len=%d, available_gpu_mem=0.00 GB", v.kvCapacity(), v.maxNumSeqs(), v.ContextLength()),
				fmt.Sprintf("Engine startup timings (s): load_weight=%.2f, kv_cache_allocation=%.2f, scheduler_e2e=%.2f", times["load_weight"], times["kv_cache_allocation"], times["scheduler_e2e"]),
				"INFO:     Application startup complete.", "INFO:     Uvicorn running on http://" + v.Address + " (Press CTRL+C to quit)",
			}
		}},
	},
	Loading: func(path string) *Reply {
		if path == "/health" || path == "/health_generate" {
			return &Reply{Status: 503, Type: NoType}
		}
		return nil
	},
	Ready: func(*View) []string { return []string{"The server is fired up and ready to roll!"} },
}

func sglangGraphs(v *View) []string {
	if v.graphMaxSeqs() == 0 {
		return nil
	}
	sizes := strings.ReplaceAll(strings.Trim(fmt.Sprint(v.graphSizes()), "[]"), " ", ", ")
	return []string{
		"Capture target decode CUDA graph begin. backend=full, num_tokens_per_req=1, bs=[" + sizes + "], avail mem=0.00 GB",
		fmt.Sprintf("Capture target decode CUDA graph end. elapsed=%.2f s, mem usage=0.00 GB, avail mem=0.00 GB.", v.took(0.5, 0.7)),
		"Capture target prefill CUDA graph end. elapsed=0.00 s, mem usage=0.00 GB, avail mem=0.00 GB.",
	}
}

// sglangTimes is how long its phases took, as it tells them in /server_info and in its metrics.
func sglangTimes(v *View) map[string]any {
	graphs := map[string]float64{"prefill": 0, "decode": 0, "target_verify": 0, "draft_prefill": 0, "draft_decode": 0, "draft_extend": 0}
	if v.graphMaxSeqs() > 0 {
		graphs["decode"] = v.took(0.5, 0.7)
	}
	return map[string]any{
		"load_weight": v.took(0.2, 0.4), "kv_cache_allocation": v.took(0.4, 0.5), "scheduler_e2e": v.took(0.1, 0.7),
		"tokenizer_e2e": v.took(0, 0.8), "cuda_graph": graphs,
	}
}
