package nullserver

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// begin runs the command and returns its address; stop ends it by closing stdin.
func begin(t *testing.T, arguments ...string) (url string, stop func() error) {
	t.Helper()
	stdin, closeStdin := io.Pipe()
	stdout, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- Command(arguments, stdin, out) }()
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Event string
		Port  int
	}
	if json.Unmarshal(line, &told) != nil || told.Event != "listening" {
		t.Fatalf("first line %s", line)
	}
	return "http://127.0.0.1:" + strconv.Itoa(told.Port), func() error { _ = closeStdin.Close(); return <-ended }
}

func ask(t *testing.T, url, id string) string {
	t.Helper()
	request, _ := http.NewRequest(http.MethodPost, url+"/v1/chat/completions", strings.NewReader(`{"stream":true}`))
	request.Header.Set("X-Request-Id", id)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 {
		t.Fatalf("%s: %v", response.Status, err)
	}
	return string(body)
}

func TestEveryRequestGetsItsChunksAndALineInTheTruthLog(t *testing.T) {
	log := filepath.Join(t.TempDir(), "truth.jsonl")
	url, stop := begin(t, "--chunks", "5", "--first-ms", "3", "--interval-ms", "2", "--truth", log)
	for _, id := range []string{"a", "b"} {
		body := ask(t, url, id)
		if strings.Count(body, `"content":" `) != 5 || !strings.HasSuffix(body, "data: [DONE]\n\n") || !strings.Contains(body, `"completion_tokens":5`) {
			t.Errorf("body %s", body)
		}
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(log)
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	if len(lines) != 2 {
		t.Fatalf("log %s", text)
	}
	var truth struct {
		ID                                    string
		ReceivedNs, FirstTokenNs, LastTokenNs int64
		Chunks                                int
	}
	if err := json.Unmarshal(lines[1], &truth); err != nil || truth.ID != "b" || truth.Chunks != 5 {
		t.Errorf("%s: %v", lines[1], err)
	}
	ms := time.Millisecond.Nanoseconds()
	if truth.FirstTokenNs-truth.ReceivedNs < 3*ms || truth.LastTokenNs-truth.ReceivedNs < 11*ms {
		t.Errorf("too early: %s", lines[1])
	}
}

func TestOneChunkIsAWholeAnswer(t *testing.T) {
	url, stop := begin(t, "--chunks", "1")
	if body := ask(t, url, "a"); strings.Count(body, `"content":" `) != 1 || !strings.Contains(body, `"finish_reason":"length"`) {
		t.Errorf("body %s", body)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestWrongFlagsAreNamed(t *testing.T) {
	for flag, arguments := range map[string][]string{
		"chunks": {"--chunks", "0"}, "interval": {"--interval-ms", "-1"}, "unknown": {"--unknown", "1"},
	} {
		if err := Command(arguments, strings.NewReader(""), io.Discard); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s: %v", flag, err)
		}
	}
}
