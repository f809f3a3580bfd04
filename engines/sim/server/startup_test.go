package server

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"dyno/sim/personality"
)

// lines keeps what a simulator prints.
type lines struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (l *lines) Write(data []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(data)
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// loading starts a simulator whose model will not be loaded while the test runs.
func loading(t *testing.T, name string, change func(*Options)) *rig {
	return speakingLike(t, name, "dyno-tiny", func(o *Options) {
		o.StartDelayMs = 3_600_000
		if change != nil {
			change(o)
		}
	})
}

// soon asks until the answer is as wanted; the start-up ends by itself, so this ends too.
func (r *rig) soon(t *testing.T, path string, want int) {
	t.Helper()
	for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
		response, err := http.Get(r.url + path)
		if err == nil {
			response.Body.Close()
			if response.StatusCode == want {
				return
			}
		}
	}
	t.Fatalf("%s never answered %d", path, want)
}

func (r *rig) refusesConnections(t *testing.T) {
	t.Helper()
	if connection, err := net.Dial("tcp", r.address); err == nil {
		connection.Close()
		t.Error("it takes connections while it loads")
	}
}

func TestEnginesRefuseConnectionsUntilTheyAreLoaded(t *testing.T) {
	for _, name := range []string{"vllm", "sglang", "trtllm", "transformers"} {
		loading(t, name, nil).refusesConnections(t)
	}
}

func TestEnginesBecomeHealthy(t *testing.T) {
	for _, name := range engines {
		r := speakingLike(t, name, "m", func(o *Options) { o.StartDelayMs = 30 })
		r.soon(t, "/health", 200)
	}
}

func TestSGLangListsItsModelBeforeItIsHealthy(t *testing.T) {
	r := loading(t, "sglang", func(o *Options) {
		// It opens its port at once and warms up for the rest of the time.
		early := *o.Personality
		early.Startup.OpensAt = 1e-9
		early.Startup.Steps = []personality.Step{{At: 1e-9, Lines: func(*personality.View) []string { return nil }}}
		o.Personality = &early
	})
	r.soon(t, "/v1/models", 200)
	if status, _ := r.get("/health"); status != 503 {
		t.Errorf("/health answers %d while it warms up", status)
	}
}

func TestLlamaCppSaysThatItLoadsAsRecorded(t *testing.T) {
	r := loading(t, "llamacpp", nil)
	for file, path := range map[string]string{"health_503": "/health", "loading_models": "/v1/models", "loading_chat": chatPath, "loading_root": "/"} {
		recorded, err := os.ReadFile(filepath.Join(recordedFolder, "llamacpp", file+".raw"))
		if err != nil {
			t.Fatal(err)
		}
		head, want, _ := strings.Cut(string(recorded), "\r\n\r\n")
		status, body := r.get(path)
		if !strings.Contains(head, http.StatusText(status)) || strings.TrimSpace(want) != body {
			t.Errorf("%s: %d %s, recorded: %s", path, status, body, recorded)
		}
	}
}

// Marks of each start-up, in the order of the recorded log; engine.yaml looks for them.
var marks = map[string][]string{
	"vllm": {
		"non-default args", "Initializing a V1 LLM engine", "Starting to load model", "Loading weights took", `KV cache size: [\d,]+ tokens`,
		`init engine \(.*\) took`, "Starting vLLM server on", `Application startup complete\.`,
	},
	"sglang": {
		"server_args=", "Load weight begin", "Load weight end", "KV Cache is allocated", "Memory pool end", `max_total_num_tokens=\d+`,
		"Application startup complete", "Uvicorn running on", "The server is fired up and ready to roll!",
	},
	"llamacpp": {`srv +load_model: loading model`, `srv +load_model: initializing, n_slots`, `srv +llama_server: model loaded`, `listening on http`},
}

func TestStartUpLogsHaveTheMarksOfTheRecordedOnesInTheirOrder(t *testing.T) {
	for name, wanted := range marks {
		recorded, err := os.ReadFile(filepath.Join(recordedFolder, name, "startup.log"))
		if err != nil {
			t.Fatal(err)
		}
		log := &lines{}
		r := speakingLike(t, name, "m", func(o *Options) { o.Log = log })
		r.soon(t, "/v1/models", 200)
		for _, where := range []string{string(recorded), log.String()} {
			rest := where
			for _, mark := range wanted {
				at := regexp.MustCompile(mark).FindStringIndex(rest)
				if at == nil {
					t.Errorf("%s: no %q after the marks before it in\n%s", name, mark, where)
					break
				}
				rest = rest[at[1]:]
			}
		}
	}
}
