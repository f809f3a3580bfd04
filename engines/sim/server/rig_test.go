package server

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dyno/sim/fault"
	"dyno/sim/script"
	"dyno/sim/truth"
)

// rig is a running simulator and a client of it.
type rig struct {
	t       *testing.T
	url     string
	address string
	client  *http.Client
	server  *Server
	path    string
	log     *truth.Log
	ended   chan int
	stopped bool
}

// start runs a simulator that answers ten tokens without waiting, changed as a test wants it.
func start(t *testing.T, change func(*Options)) *rig {
	t.Helper()
	r := &rig{t: t, path: filepath.Join(t.TempDir(), "truth.jsonl"), ended: make(chan int, 1)}
	var err error
	if r.log, err = truth.Open(r.path); err != nil {
		t.Fatal(err)
	}
	options := Options{
		Host: "127.0.0.1", Model: "m", RoleChunk: "immediate", FinishChunk: "with-last", ReasoningField: "reasoning",
		FaultEvery: 1, StartMode: "503", ExitCode: 1, Truth: r.log, Log: io.Discard,
		Script: script.Script{TokensPerChunk: 1, Length: script.Length{Low: 10, High: 10}, Faults: fault.None().Request, JitterKind: "uniform"},
	}
	if change != nil {
		change(&options)
	}
	if r.server, err = New(options); err != nil {
		t.Fatal(err)
	}
	r.address = fmt.Sprintf("127.0.0.1:%d", r.server.Port())
	r.url = "http://" + r.address
	r.client = &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}
	go func() {
		code, err := r.server.Run()
		if err != nil {
			t.Error(err)
		}
		r.ended <- code
	}()
	t.Cleanup(func() { r.stop() })
	return r
}

// stop ends the simulator and gives its truth log by id.
func (r *rig) stop() map[string]truthLine {
	r.t.Helper()
	if !r.stopped {
		r.stopped = true
		r.server.Stop()
		<-r.ended
		r.client.CloseIdleConnections()
		if err := r.log.Close(); err != nil {
			r.t.Error(err)
		}
	}
	return readTruth(r.t, r.path)
}

type truthLine struct {
	ID                           string
	ReceivedNs, StartedNs, EndNs int64
	HeadersNs, FirstDueNs        int64
	FirstTokenNs, LastTokenNs    int64
	TokenNs                      []int64
	Chunks, Tokens, PromptTokens int
	Status, BlockedSends         int
	LateMaxNs                    int64
	Outcome, ReceivedFrom, T     string
}

func readTruth(t *testing.T, path string) map[string]truthLine {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]truthLine{}
	for _, text := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		if len(text) == 0 {
			continue
		}
		var line truthLine
		if err = json.Unmarshal(text, &line); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if _, twice := lines[line.ID]; twice {
			t.Fatalf("two lines for %s", line.ID)
		}
		lines[line.ID] = line
	}
	return lines
}

func (r *rig) post(path, id, body string) *http.Response {
	r.t.Helper()
	request, err := http.NewRequest("POST", r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if id != "" {
		request.Header.Set("X-Request-Id", id)
	}
	response, err := r.client.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	return response
}

func (r *rig) get(path string) (status int, body string) {
	r.t.Helper()
	response, err := r.client.Get(r.url + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

// whole posts without streaming and decodes the answer.
func (r *rig) whole(path, body string) (status int, answer chunk) {
	r.t.Helper()
	response := r.post(path, "", body)
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, answer
}

func (r *rig) dial() net.Conn {
	r.t.Helper()
	connection, err := net.Dial("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { connection.Close() })
	_ = connection.SetDeadline(time.Now().Add(20 * time.Second))
	return connection
}

// chunk is an event, or a whole answer, of either endpoint.
type chunk struct {
	ID, Object, Model string
	Choices           []struct {
		Index          int
		Text           string
		Delta, Message struct {
			Role, Content, Reasoning string
			ReasoningContent         string `json:"reasoning_content"`
		}
		FinishReason *string `json:"finish_reason"`
	}
	Usage *struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
		TotalTokens      int `json:"total_tokens"`
		Details          struct {
			ReasoningTokens int `json:"reasoning_tokens"`
		} `json:"completion_tokens_details"`
	}
	Error *struct {
		Message, Type string
		Param         *string
		Code          int
	}
}

// stream is a whole streamed answer.
type stream struct {
	chunks []chunk
	data   []string // of all events
	done   bool     // [DONE] came
	err    error    // how reading ended, nil for an orderly end
}

func readStream(body io.Reader) (s stream) {
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if !isData {
			continue
		}
		s.data = append(s.data, data)
		if data == "[DONE]" {
			s.done = true
			continue
		}
		var c chunk
		if err := json.Unmarshal([]byte(data), &c); err == nil {
			s.chunks = append(s.chunks, c)
		}
	}
	s.err = lines.Err()
	return s
}

func (r *rig) stream(path, id, body string) stream {
	r.t.Helper()
	response := r.post(path, id, body)
	defer response.Body.Close()
	if response.StatusCode != 200 || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		r.t.Fatalf("status %d, type %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	return readStream(response.Body)
}

// text joins the answer of one choice.
func (s stream) text(index int) (text string) {
	for _, c := range s.chunks {
		for _, choice := range c.Choices {
			if choice.Index == index {
				text += choice.Text + choice.Delta.Content
			}
		}
	}
	return text
}

// finishes lists the finish reasons by choice.
func (s stream) finishes() map[int]string {
	reasons := map[int]string{}
	for _, c := range s.chunks {
		for _, choice := range c.Choices {
			if choice.FinishReason != nil {
				reasons[choice.Index] += *choice.FinishReason
			}
		}
	}
	return reasons
}

const chatBody = `{"model":"m","messages":[{"role":"user","content":"hello there"}],"stream":true`
