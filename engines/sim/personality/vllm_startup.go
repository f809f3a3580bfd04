package personality

import (
	"fmt"
	"strconv"
)

// vllmStartup is what vLLM prints. Its lines about graphs are from its sources: the recorded build had no GPU.
var vllmStartup = Startup{
	Steps: []Step{
		{0, func(v *View) []string {
			return []string{fmt.Sprintf("(APIServer pid=1) INFO [api_utils.py:286] non-default args: {'model': '%s', 'max_model_len': %d, "+
				"'served_model_name': ['%s'], 'gpu_memory_utilization': %v, 'kv_cache_dtype': '%s', 'enable_prefix_caching': %s, "+
				"'max_num_seqs': %d, 'stream_interval': %d, 'seed': %d}", v.Model, v.ContextLength(), v.Model, v.Settings.MemoryShare,
				v.Settings.KVCacheDtype, pythonBool(v.Settings.PrefixCache), v.maxNumSeqs(), v.Settings.StreamInterval, v.Settings.EngineSeed)}
		}},
		{0.1, func(v *View) []string {
			return []string{
				fmt.Sprintf("(APIServer pid=1) INFO [model.py:2152] Using max model len %d", v.ContextLength()),
				fmt.Sprintf("(EngineCore pid=2) INFO [core.py:133] Initializing a V1 LLM engine (v%s) with config: model='%s', "+
					"max_seq_len=%d, kv_cache_dtype=%s, seed=%d, served_model_name=%s, enable_prefix_caching=%s", v.Version, v.Model,
					v.ContextLength(), v.Settings.KVCacheDtype, v.Settings.EngineSeed, v.Model, pythonBool(v.Settings.PrefixCache)),
			}
		}},
		{0.2, func(v *View) []string {
			return []string{"(Worker pid=3) INFO [model_runner.py:68] Starting to load model " + v.Model + "..."}
		}},
		{0.5, func(v *View) []string {
			return []string{fmt.Sprintf("(Worker pid=3) INFO [default_loader.py:501] Loading weights took %.2f seconds", v.took(0.2, 0.5))}
		}},
		{0.7, func(v *View) []string {
			return []string{"(Worker pid=3) INFO [decorators.py:743] [backbone] saved AOT compiled function to /cache/vllm/torch_compile_cache/simulated"}
		}},
		{0.8, func(v *View) []string {
			return []string{"(EngineCore pid=2) INFO [kv_cache_utils.py:2327] GPU KV cache size: " + thousands(v.kvCapacity()) + " tokens"}
		}},
		{0.9, func(v *View) []string {
			lines := []string{}
			if v.graphMaxSeqs() > 0 {
				lines = append(lines, fmt.Sprintf("(Worker pid=3) INFO [gpu_model_runner.py:1] Graph capturing finished in %.0f secs, took 0.00 GiB", v.took(0.8, 0.9)))
			}
			return append(lines, fmt.Sprintf("(EngineCore pid=2) INFO [core.py:402] init engine (profile, create kv cache, warmup model) took %.2f s", v.took(0.5, 0.9)))
		}},
	},
	Ready: func(v *View) []string {
		return []string{
			"(APIServer pid=1) INFO [entry.py:140] Starting vLLM server on http://" + v.Address,
			"(APIServer pid=1) INFO:     Waiting for application startup.",
			"(APIServer pid=1) INFO:     Application startup complete.",
		}
	},
}

// thousands writes a number as Python's "," does.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func pythonBool(on bool) string {
	if on {
		return "True"
	}
	return "False"
}
