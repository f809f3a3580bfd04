package run

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// onWorkers chooses the way in which the tests send: all of them run both ways.
var onWorkers bool

func TestMain(m *testing.M) {
	code := m.Run()
	onWorkers = true
	os.Exit(max(code, m.Run()))
}

// plan is a test against a server of its own.
type plan struct {
	folder      string
	requests    int
	concurrency int
	intendedUs  func(i int) any
	change      map[string]any // fields of the load file
}

func (p plan) open(t *testing.T, url string, stdout io.Writer) *Run {
	t.Helper()
	var lines bytes.Buffer
	for i := range p.requests {
		var intended any
		if p.intendedUs != nil {
			intended = p.intendedUs(i)
		}
		line, _ := json.Marshal(map[string]any{
			"id": fmt.Sprintf("r%06d", i+1), "path": "/v1/chat/completions", "intendedUs": intended,
			"body": map[string]any{"stream": true, "i": i}, "meta": map[string]any{},
		})
		lines.Write(append(line, '\n'))
	}
	load := map[string]any{
		"version": 1, "url": url, "headers": map[string]any{}, "bearerFile": nil, "proxy": nil, "tlsInsecure": false,
		"caFile": nil, "workload": filepath.Join(p.folder, "workload.jsonl"), "records": filepath.Join(p.folder, "requests.jsonl"),
		"clientReport": filepath.Join(p.folder, "client.json"), "requests": p.requests, "maxDurationMs": nil, "drainMs": 30_000,
		"shape": map[string]any{"kind": "concurrency", "concurrency": p.concurrency}, "requestTimeoutMs": 60_000,
		"leadMs": 1, "keepAnswer": false,
	}
	for key, value := range p.change {
		load[key] = value
	}
	text, _ := json.Marshal(load)
	for name, content := range map[string][]byte{"workload.jsonl": lines.Bytes(), "load.json": text} {
		if err := os.WriteFile(filepath.Join(p.folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Open(filepath.Join(p.folder, "load.json"), "concurrency", Versions{Client: "test", K6: "none"}, stdout)
	if err != nil {
		t.Fatal(err)
	}
	r.Tune(Tuning{Workers: onWorkers, NormalPriority: true})
	return r
}

// play lets the test run to its end.
func play(t *testing.T, r *Run, ctx context.Context) {
	t.Helper()
	if err := errors.Join(r.Play(ctx), r.Finish()); err != nil {
		t.Fatal(err)
	}
}

type outcome struct {
	records []map[string]any
	report  map[string]any
}

// read reads what a test left and checks the accounting law.
func read(t *testing.T, folder string) outcome {
	t.Helper()
	var out outcome
	file, err := os.Open(filepath.Join(folder, "requests.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	counted := map[string]float64{}
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		var record map[string]any
		if err := json.Unmarshal(scanner.Bytes(), &record); err != nil {
			t.Fatal(err)
		}
		counted[record["outcome"].(string)]++
		out.records = append(out.records, record)
	}
	text, err := os.ReadFile(filepath.Join(folder, "client.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out.report); err != nil {
		t.Fatal(err)
	}
	number := func(key string) float64 { return out.report[key].(float64) }
	sum := 0.0
	for name, n := range out.report["outcomes"].(map[string]any) {
		sum += n.(float64)
		if counted[name] != n {
			t.Errorf("%v records are %s, the report counts %v", counted[name], name, n)
		}
	}
	if number("planned") != number("dropped")+number("sent") || number("sent") != sum || sum != float64(len(out.records)) {
		t.Errorf("the accounts don't add up: %v, %d records", out.report, len(out.records))
	}
	return out
}

func (o outcome) count(name string) int {
	return int(o.report["outcomes"].(map[string]any)[name].(float64))
}

const (
	word  = `data: {"choices":[{"index":0,"delta":{"content":"w "},"finish_reason":null}]}` + "\n\n"
	final = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n" +
		`data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}` + "\n\ndata: [DONE]\n\n"
)

// streamServer answers with two words; before lets a test hold or spoil a request.
func streamServer(t *testing.T, before func(w http.ResponseWriter, i int, r *http.Request) bool) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ I int }
		_ = json.NewDecoder(r.Body).Decode(&body)
		if before != nil && !before(w, body.I, r) {
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, word+word+final)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
