package run

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// holding is a server that answers the first requests and holds the others until
// it is told to let them go, or the client leaves.
func holding(t *testing.T, answered, expected int) (url string, held <-chan struct{}, letGo func()) {
	reached, gate := make(chan struct{}), make(chan struct{})
	var mu sync.Mutex
	waiting := 0
	url = streamServer(t, func(_ http.ResponseWriter, i int, r *http.Request) bool {
		if i < answered {
			return true
		}
		mu.Lock()
		if waiting++; waiting == expected {
			close(reached)
		}
		mu.Unlock()
		select {
		case <-gate:
			return true
		case <-r.Context().Done():
			return false
		}
	})
	return url, reached, sync.OnceFunc(func() { close(gate) })
}

func TestStoppingLetsStreamsInFlightEndAndDropsTheRest(t *testing.T) {
	url, held, letGo := holding(t, 10, 4)
	p := plan{folder: t.TempDir(), requests: 100, concurrency: 4}
	r := p.open(t, url, new(bytes.Buffer))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-held
		cancel() // as k6 does on SIGINT
		<-r.stop
		letGo()
	}()
	play(t, r, ctx)
	out := read(t, p.folder)
	if out.count("ok") != 14 || out.report["dropped"] != 86.0 || out.report["stoppedBy"] != "signal" {
		t.Errorf("report %v", out.report)
	}
}

func TestStreamsThatOutliveTheDrainAreCancelled(t *testing.T) {
	url, held, letGo := holding(t, 10, 4)
	defer letGo()
	p := plan{folder: t.TempDir(), requests: 100, concurrency: 4, change: map[string]any{"drainMs": 20}}
	r := p.open(t, url, new(bytes.Buffer))
	go func() {
		<-held
		r.Stop()
	}()
	play(t, r, context.Background())
	out := read(t, p.folder)
	if out.count("ok") != 10 || out.count("inFlightAtStop") != 4 || out.report["dropped"] != 86.0 {
		t.Errorf("report %v", out.report)
	}
}

func TestTheMaximumDurationEndsTheClaiming(t *testing.T) {
	url, _, letGo := holding(t, 10, 4)
	defer letGo()
	p := plan{folder: t.TempDir(), requests: 100, concurrency: 4, change: map[string]any{"maxDurationMs": 100, "drainMs": 1}}
	play(t, p.open(t, url, new(bytes.Buffer)), context.Background())
	if out := read(t, p.folder); out.report["stoppedBy"] != "duration" || out.count("inFlightAtStop") == 0 {
		t.Errorf("report %v", out.report)
	}
}

func TestRequestsThatWaitForTheirInstantAreDroppedAtTheStop(t *testing.T) {
	url := streamServer(t, nil)
	p := plan{folder: t.TempDir(), requests: 10, concurrency: 10, intendedUs: func(i int) any { return i * 3_600_000_000 }}
	r := p.open(t, url, new(bytes.Buffer))
	go func() {
		<-r.begun
		for r.progress().Done == 0 {
			continue
		}
		r.Stop()
	}()
	play(t, r, context.Background())
	out := read(t, p.folder)
	if out.count("ok") != 1 || out.report["dropped"] != 9.0 || out.report["stoppedBy"] != "signal" {
		t.Errorf("report %v", out.report)
	}
}

func TestAStopBeforeTheStartLeavesAReportAndNoRecords(t *testing.T) {
	p := plan{folder: t.TempDir(), requests: 10, concurrency: 4, change: map[string]any{"leadMs": 3_600_000}}
	r := p.open(t, "http://127.0.0.1:1", new(bytes.Buffer))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	play(t, r, ctx)
	out := read(t, p.folder)
	if out.report["t0UnixNs"] != nil || out.report["t0MonotonicNs"] != nil || out.report["endUs"] != nil || out.report["dropped"] != 10.0 || out.report["stoppedBy"] != "signal" {
		t.Errorf("report %v", out.report)
	}
}

func TestTheScenarioMustBeTheOneThatTheLoadFileAsksFor(t *testing.T) {
	p := plan{folder: t.TempDir(), requests: 1, concurrency: 1}
	r := p.open(t, "http://127.0.0.1:1", new(bytes.Buffer))
	defer func() { _ = r.Finish() }()
	_, err := Open(p.folder+"/load.json", "poisson", Versions{}, new(bytes.Buffer))
	if err == nil || !strings.Contains(err.Error(), `"concurrency"`) {
		t.Error(err)
	}
}
