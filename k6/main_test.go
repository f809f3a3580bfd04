package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// binary is the k6 under test, built from these very sources.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "dyno-k6-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "k6")
	// The same flags as the set-up step, so that Go's cache has all but the link.
	build := exec.Command("go", "build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w -X main.version=9.9.9", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "k6 does not build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// prepare writes a workload and a load file and returns the folder.
func prepare(t *testing.T, url string, requests, concurrency int, change map[string]any) string {
	t.Helper()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	var lines strings.Builder
	for i := range requests {
		fmt.Fprintf(&lines, `{"id":"r%d","path":"/v1/completions","intendedUs":null,"body":{"stream":true},"meta":{}}`+"\n", i)
	}
	load := map[string]any{
		"version": 1, "url": url, "workload": at("workload.jsonl"), "records": at("requests.jsonl"),
		"clientReport": at("client.json"), "shape": map[string]any{"kind": "concurrency", "concurrency": concurrency},
		"requests": requests, "drainMs": 100, "requestTimeoutMs": 60_000, "leadMs": 10,
	}
	for key, value := range change {
		load[key] = value
	}
	text, _ := json.Marshal(load)
	for name, content := range map[string]string{"workload.jsonl": lines.String(), "load.json": string(text)} {
		if err := os.WriteFile(at(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func arguments(folder string) []string {
	return []string{
		binary, "run", "--quiet", "--no-color", "--no-usage-report", "--log-format", "json", "--log-output", "stderr",
		"--summary-mode", "disabled", "-e", "DYNO_LOAD=" + filepath.Join(folder, "load.json"), "scenarios/concurrency.ts",
	}
}

func command(folder string) (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
	args := arguments(folder)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "K6_AUTO_EXTENSION_RESOLUTION=false")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	return cmd, &stdout, &stderr
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

// results reads the report and counts the records.
func results(t *testing.T, folder string) (report map[string]any, records int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "client.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	lines, err := os.ReadFile(filepath.Join(folder, "requests.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(lines) {
		if !json.Valid(line) {
			t.Errorf("record %q", line)
		}
		records++
	}
	return report, records
}

const answer = `data: {"choices":[{"index":0,"text":"w","finish_reason":"length"}]}` + "\n\ndata: [DONE]\n\n"

func TestANormalRunEndsWith0AlsoWhenRequestsFailed(t *testing.T) {
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if count.Add(1)%3 == 0 {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	folder := prepare(t, server.URL, 60, 6, nil)
	cmd, stdout, stderr := command(folder)
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	report, records := results(t, folder)
	outcomes := report["outcomes"].(map[string]any)
	if records != 60 || outcomes["ok"] != 40.0 || outcomes["httpError"] != 20.0 || report["stoppedBy"] != "done" {
		t.Errorf("%d records, report %v", records, report)
	}
	if report["clientVersion"] != "9.9.9" || report["k6Version"] != "v2.2.0" {
		t.Errorf("versions in %v", report)
	}
	for line := range bytes.Lines(stdout.Bytes()) {
		if !json.Valid(line) {
			t.Errorf("stdout line %q", line)
		}
	}
	if !strings.HasPrefix(stdout.String(), `{"event":"start"`) || stderr.Len() != 0 {
		t.Errorf("stdout %s\nstderr %s", stdout, stderr)
	}
}

// stuck is a server that answers one request in ten and holds the others.
func stuck(t *testing.T) (url string, held <-chan struct{}) {
	t.Helper()
	var count atomic.Int64
	reached := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		if n := count.Add(1); n > 10 {
			if n == 14 {
				close(reached)
			}
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL, reached
}

func TestASignalWritesAllRecordsAndEndsWith105(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		url, held := stuck(t)
		folder := prepare(t, url, 1000, 4, nil)
		cmd, _, stderr := command(folder)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-held
		_ = cmd.Process.Signal(signal)
		if code := exitCode(cmd.Wait()); code != 105 {
			t.Errorf("exit code %d\n%s", code, stderr)
		}
		report, records := results(t, folder)
		outcomes := report["outcomes"].(map[string]any)
		if records != 14 || outcomes["ok"] != 10.0 || outcomes["inFlightAtStop"] != 4.0 || report["dropped"] != 986.0 || report["stoppedBy"] != "signal" {
			t.Errorf("%v: %d records, report %v", signal, records, report)
		}
	}
}

func TestK6EndsAndReportsWhenTheProcessThatStartedItIsKilled(t *testing.T) {
	url, held := stuck(t)
	folder := prepare(t, url, 1000, 4, map[string]any{"drainMs": 3_600_000})
	// A shell stands for the orchestrator; "wait" keeps it from becoming k6 itself.
	shell := exec.Command("sh", append([]string{"-c", `"$@" >/dev/null 2>&1 & echo $!; wait`, "sh"}, arguments(folder)...)...)
	out, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	<-held
	_ = shell.Process.Kill()
	_ = shell.Wait()
	for deadline := time.Now().Add(30 * time.Second); syscall.Kill(pid, 0) == nil && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	if syscall.Kill(pid, 0) == nil {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		t.Fatal("k6 runs on without its parent")
	}
	report, records := results(t, folder)
	if records != 14 || report["outcomes"].(map[string]any)["inFlightAtStop"] != 4.0 {
		t.Errorf("%d records, report %v", records, report)
	}
}

func TestAMistakeInTheLoadFileIsNamedBeforeAnythingIsSent(t *testing.T) {
	folder := prepare(t, "http://127.0.0.1:1", 3, 0, map[string]any{"leadMs": -1})
	cmd, _, stderr := command(folder)
	if code := exitCode(cmd.Run()); code != 107 {
		t.Errorf("exit code %d", code)
	}
	for _, word := range []string{"load.json", "leadMs", "shape.concurrency"} {
		if !strings.Contains(stderr.String(), word) {
			t.Errorf("%q is not in %s", word, stderr)
		}
	}
}

func TestTheBinaryTellsWhatItWasBuiltFrom(t *testing.T) {
	out, err := exec.Command(binary, "dyno-version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(out, &got); err != nil || got["version"] != "9.9.9" || got["k6"] != "v2.2.0" || got["sources"] == "" {
		t.Errorf("%s, %v", out, err)
	}
}
