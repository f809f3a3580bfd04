package server

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"dyno/sim/personality"
	"dyno/sim/script"
)

// speakingLike starts a simulator as the recordings were made: with this model name and context length.
func speakingLike(t *testing.T, name, model string, change func(*Options)) *rig {
	t.Helper()
	r := start(t, func(o *Options) {
		o.Personality = personality.Find(name)
		o.Model, o.RoleChunk, o.FinishChunk, o.ReasoningField, o.StartMode = model, "", "", "", ""
		o.Settings.ContextLength = 4096
		o.Script.Length = script.Length{Low: 4000, High: 4000}
		if change != nil {
			change(o)
		}
	})
	// llama.cpp closes after a stream without saying so, and a client that reuses the connection may meet that.
	r.client.Transport = &http.Transport{DisableKeepAlives: true}
	return r
}

func files(t *testing.T, pattern string, except ...string) (names []string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(recordedFolder, pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("no recordings %s: %v", pattern, err)
	}
	for _, path := range found {
		name, _ := filepath.Rel(recordedFolder, path)
		if !strings.Contains(strings.Join(except, " "), filepath.Base(name)) {
			names = append(names, name)
		}
	}
	return names
}

// Recorded without a flag that compose/vllm.yaml sets: usage then has no details.
const usageDetails = "prompt_tokens_details"

func TestVLLMAnswersAsRecorded(t *testing.T) {
	r := speakingLike(t, "vllm", "tiny", nil)
	t.Run("streams and whole answers", func(t *testing.T) {
		for _, pattern := range []string{"vllm/chat_*", "vllm/compl_*"} {
			for _, file := range files(t, pattern) {
				t.Run(file, func(t *testing.T) { r.replay(t, "POST", readRecording(t, file), usageDetails) })
			}
		}
	})
	t.Run("usage with its details", func(t *testing.T) {
		// "metrics" comes from a flag that compose/vllm.yaml does not set.
		for _, file := range files(t, "vllm/dev_*f_*") {
			t.Run(file, func(t *testing.T) { r.replay(t, "POST", readRecording(t, file), "metrics") })
		}
	})
	t.Run("what is refused, and what is not", func(t *testing.T) {
		for _, pattern := range []string{"vllm/err_*", "vllm/so_*", "vllm/unknown*"} {
			for _, file := range files(t, pattern, "err_405.json") {
				t.Run(file, func(t *testing.T) { r.replay(t, "POST", readRecording(t, file), usageDetails) })
			}
		}
		r.replay(t, "GET", readRecording(t, "vllm/err_405.json"))
	})
	t.Run("pages", func(t *testing.T) {
		for _, file := range append(files(t, "vllm/get_*"), "vllm/dev_get_is_sleeping.txt") {
			t.Run(file, func(t *testing.T) { r.replay(t, "GET", readRecording(t, file)) })
		}
	})
}

func TestVLLMReasonsAsRecorded(t *testing.T) {
	r := speakingLike(t, "vllm", "tiny", func(o *Options) { o.Script.ReasoningTokens = 12 })
	recorded := readRecording(t, "vllm/go_chat_stream2.sse")
	// The model ended while it thought: so does an answer cut inside the reasoning, but for its finish reason's value.
	recorded.body = strings.Replace(recorded.body, `"max_tokens": 80`, `"max_tokens": 9`, 1)
	r.replay(t, "POST", recorded, usageDetails)
}

func TestSGLangAnswersAsRecorded(t *testing.T) {
	r := speakingLike(t, "sglang", "tiny", nil)
	t.Run("streams and whole answers", func(t *testing.T) {
		for _, pattern := range []string{"sglang/chat_*", "sglang/compl_*"} {
			for _, file := range files(t, pattern) {
				t.Run(file, func(t *testing.T) { r.replay(t, "POST", readRecording(t, file)) })
			}
		}
	})
	t.Run("what is refused, and what is not", func(t *testing.T) {
		for _, pattern := range []string{"sglang/err_*", "sglang/so_*", "sglang/unknown*"} {
			for _, file := range files(t, pattern) {
				// Of a text that ended by itself the real engine names the token that ended it.
				t.Run(file, func(t *testing.T) { r.replay(t, "POST", readRecording(t, file), "matched_stop") })
			}
		}
	})
	t.Run("pages", func(t *testing.T) {
		for _, file := range append(files(t, "sglang/get_*"), "sglang/flush_cache_get.txt") {
			t.Run(file, func(t *testing.T) { r.replay(t, "GET", readRecording(t, file)) })
		}
		for _, file := range []string{"sglang/flush_cache_post.txt", "sglang/flush_cache_timeout.txt"} {
			t.Run(file, func(t *testing.T) { r.replay(t, "POST", readRecording(t, file)) })
		}
	})
}

func TestLlamaCppAnswersAsRecorded(t *testing.T) {
	r := speakingLike(t, "llamacpp", "dyno-tiny", nil)
	for _, file := range files(t, "llamacpp/*.request.json") {
		name := strings.TrimSuffix(filepath.Base(file), ".request.json")
		path := chatPath
		if strings.HasPrefix(name, "cmpl_") {
			path = textPath
		}
		t.Run(name, func(t *testing.T) { r.replay(t, "POST", readLlamaRecording(t, path, name)) })
	}
	for path, name := range map[string]string{"/health": "health", "/nothing": "notfound"} {
		r.replay(t, "GET", readLlamaRecording(t, path, name))
	}
}

func TestLlamaCppRefusesALongPromptAsRecorded(t *testing.T) {
	r := speakingLike(t, "llamacpp", "dyno-tiny", func(o *Options) { o.Settings.ContextLength = 10 })
	recorded := readLlamaRecording(t, chatPath, "err_too_long")
	recorded.body = chatBody + `,"prompt":""}`
	recorded.body = strings.Replace(recorded.body, "hello there", strings.Repeat("hello ", 50), 1)
	r.replay(t, "POST", recorded)
}
