package server

import (
	"path/filepath"
	"strings"
	"testing"
)

// TensorRT-LLM and Transformers were never recorded: these are held to what their sources say.
func TestEnginesWithoutRecordingAnswerAsTheirSourcesSay(t *testing.T) {
	for _, name := range []string{"trtllm", "transformers"} {
		r := speakingLike(t, name, "tiny", nil)
		found, err := filepath.Glob(filepath.Join(sourcedFolder, name, "*"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no sourced answers of %s: %v", name, err)
		}
		for _, path := range found {
			t.Run(name+"/"+filepath.Base(path), func(t *testing.T) {
				method := "POST"
				if strings.HasPrefix(filepath.Base(path), "get_") {
					method = "GET"
				}
				r.replay(t, method, readAnswer(t, path))
			})
		}
	}
}
