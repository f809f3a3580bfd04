package run

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

func TestEveryPlannedRequestIsSentOnceAndRecorded(t *testing.T) {
	url := streamServer(t, nil)
	p := plan{folder: t.TempDir(), requests: 200, concurrency: 8}
	var stdout bytes.Buffer
	play(t, p.open(t, url, &stdout), context.Background())
	out := read(t, p.folder)
	if out.count("ok") != 200 || out.report["stoppedBy"] != "done" {
		t.Errorf("report %v", out.report)
	}
	seen := map[string]bool{}
	for _, record := range out.records {
		seen[record["id"].(string)] = true
		if record["sentUs"].(float64) < 0 || record["outputTokens"].(float64) != 2 || record["chunks"].(float64) != 2 {
			t.Errorf("record %v", record)
		}
	}
	if len(seen) != 200 {
		t.Errorf("%d different ids", len(seen))
	}
	checkLines(t, stdout.String())
}

// checkLines: the first line names the start, the last one counts everything.
func checkLines(t *testing.T, text string) {
	t.Helper()
	lines := bytes.Split(bytes.TrimSpace([]byte(text)), []byte("\n"))
	var first, last map[string]any
	if json.Unmarshal(lines[0], &first) != nil || json.Unmarshal(lines[len(lines)-1], &last) != nil {
		t.Fatalf("stdout is %s", text)
	}
	if first["event"] != "start" || last["event"] != "progress" || last["ok"] != 200.0 || last["inFlight"] != 0.0 || last["outputChunks"] != 400.0 {
		t.Errorf("first line %v, last line %v", first, last)
	}
}

func TestNoMoreThanTheConcurrencyIsInFlightAndItIsReached(t *testing.T) {
	var now, most atomic.Int64
	all := make(chan struct{})
	url := streamServer(t, func(_ http.ResponseWriter, _ int, _ *http.Request) bool {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		if n == 5 {
			close(all) // only five at once let anyone go on
		}
		<-all
		return true
	})
	p := plan{folder: t.TempDir(), requests: 5, concurrency: 50}
	play(t, p.open(t, url, new(bytes.Buffer)), context.Background())
	if out := read(t, p.folder); out.count("ok") != 5 || most.Load() != 5 {
		t.Errorf("%v, at most %d at once", out.report, most.Load())
	}
}

func TestFailuresAreCountedByTheirKind(t *testing.T) {
	url := streamServer(t, func(w http.ResponseWriter, i int, _ *http.Request) bool {
		switch i % 4 {
		case 1:
			http.Error(w, "busy", http.StatusServiceUnavailable)
		case 2:
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = w.Write([]byte(word))
		case 3:
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = w.Write([]byte("data: {\"error\":{\"message\":\"x\"}}\n\ndata: [DONE]\n\n"))
		}
		return i%4 == 0
	})
	p := plan{folder: t.TempDir(), requests: 40, concurrency: 4}
	play(t, p.open(t, url, new(bytes.Buffer)), context.Background())
	out := read(t, p.folder)
	for _, name := range []string{"ok", "httpError", "incomplete", "streamError"} {
		if out.count(name) != 10 {
			t.Errorf("%d %s", out.count(name), name)
		}
	}
}

func TestAServerThatIsNotThereFailsEveryRequestAndNothingElse(t *testing.T) {
	p := plan{folder: t.TempDir(), requests: 20, concurrency: 4}
	play(t, p.open(t, "http://127.0.0.1:1", new(bytes.Buffer)), context.Background())
	out := read(t, p.folder)
	if out.count("httpError") != 20 || out.report["stoppedBy"] != "done" || out.records[0]["sentUs"] != nil {
		t.Errorf("report %v, first record %v", out.report, out.records[0])
	}
}

func TestIntendedInstantsAreWaitedForAndLatenessIsRecorded(t *testing.T) {
	url := streamServer(t, nil)
	p := plan{folder: t.TempDir(), requests: 30, concurrency: 10, intendedUs: func(i int) any { return i * 4_000 }}
	play(t, p.open(t, url, new(bytes.Buffer)), context.Background())
	out := read(t, p.folder)
	for _, record := range out.records {
		if record["sentUs"].(float64) < record["intendedUs"].(float64) {
			t.Errorf("sent before its instant: %v", record)
		}
	}
	if out.count("ok") != 30 || out.report["sendLatenessUs"] == nil {
		t.Errorf("report %v", out.report)
	}
}

func TestALateRequestIsLateAndNotLost(t *testing.T) {
	url := streamServer(t, func(_ http.ResponseWriter, i int, _ *http.Request) bool {
		if i == 0 {
			time.Sleep(30 * time.Millisecond)
		}
		return true
	})
	p := plan{folder: t.TempDir(), requests: 3, concurrency: 1, intendedUs: func(int) any { return 0 }}
	play(t, p.open(t, url, new(bytes.Buffer)), context.Background())
	out := read(t, p.folder)
	if out.count("ok") != 3 || out.records[2]["sentUs"].(float64) < 30_000 || out.records[2]["intendedUs"] != 0.0 {
		t.Errorf("last record %v", out.records[2])
	}
}
