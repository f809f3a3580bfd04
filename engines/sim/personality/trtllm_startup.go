package personality

import "fmt"

// trtllmStartup is what a public log of TensorRT-LLM 1.1.0rc3 has (src/engine/testdata/startup-logs of the project). It
// measures the memory with a first cache, so some lines come twice.
var trtllmStartup = Startup{
	Steps: []Step{
		{0, func(*View) []string { return []string{"[TRT-LLM] [I] Using LLM with PyTorch backend"} }},
		{0.1, func(v *View) []string {
			s := v.Settings
			return []string{
				fmt.Sprintf("[TRT-LLM] [I] PyTorchConfig(extra_resource_managers={}, use_cuda_graph=%s, cuda_graph_max_batch_size=%d, "+
					"kv_cache_dtype='%s', stream_interval=%d, force_dynamic_quantization=False)", pythonBool(v.graphMaxSeqs() > 0),
					v.graphMaxSeqs(), s.KVCacheDtype, s.StreamInterval),
				fmt.Sprintf("[TRT-LLM] [I] ATTENTION RUNTIME FEATURES:  AttentionRuntimeFeatures(chunked_prefill=False, cache_reuse=%s, "+
					"has_speculative_draft_tokens=False, chunk_size=8192)", pythonBool(s.PrefixCache)),
				fmt.Sprintf("[TRT-LLM] [I] KV cache quantization set to \"%s\". Using checkpoint KV quantization.", s.KVCacheDtype),
			}
		}},
		{0.4, func(v *View) []string { return []string{fmt.Sprintf("Model init total -- %.2fs", v.took(0.1, 0.4))} }},
		{0.5, func(v *View) []string { return append(trtllmCache(v), trtllmWarmup(v)...) }},
		{0.8, func(v *View) []string {
			profiled := fmt.Sprintf("[TRT-LLM] [I] Peak memory during memory usage profiling (torch + non-torch): 0.00 GiB, available KV cache memory "+
				"when calculating max tokens: 0.00 GiB, fraction is set %v, kv size is 0", v.Settings.MemoryShare)
			again := append([]string{profiled}, trtllmCache(v)...)
			return append(append(again, trtllmWarmup(v)...), "[TRT-LLM] [I] Setting PyTorch memory fraction to 0.0 (0.0 GiB)")
		}},
	},
	Ready: func(v *View) []string {
		return []string{
			"INFO:     Started server process [1]", "INFO:     Waiting for application startup.", "INFO:     Application startup complete.",
			"INFO:     Uvicorn running on http://" + v.Address + " (Press CTRL+C to quit)",
		}
	},
}

func trtllmCache(v *View) []string {
	return []string{
		fmt.Sprintf("[TensorRT-LLM][INFO] [MemUsageChange] Allocated 0.00 GiB for max tokens in paged KV cache (%d).", v.kvCapacity()),
		fmt.Sprintf("[TRT-LLM] [I] max_seq_len=%d, max_num_requests=%d, max_num_tokens=8192, max_batch_size=%d", v.ContextLength(), v.maxNumSeqs(), v.maxNumSeqs()),
	}
}

func trtllmWarmup(v *View) []string {
	lines := []string{"[TRT-LLM] [I] [Autotuner] Autotuning process starts ...", "[TRT-LLM] [I] [Autotuner] Autotuning process ends"}
	sizes := v.graphSizes()
	for i := range sizes {
		lines = append(lines, fmt.Sprintf("[TRT-LLM] [I] Run generation only CUDA graph warmup for batch size=%d, draft_len=0", sizes[len(sizes)-1-i]))
	}
	return lines
}
