package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What real engines answered, and what their sources say that they answer.
const (
	recordedFolder = "../testdata/recorded"
	sourcedFolder  = "../testdata/sourced"
)

// recording is what a real engine was asked and what it answered, byte for byte.
type recording struct {
	path, body  string // of the request
	status      int
	contentType string
	chunked     bool
	answer      string
}

var statusLine = regexp.MustCompile(`^# HTTP (\d+) `)

// readRecording reads a file of vLLM or SGLang: comment lines with the request, the status and the headers, an empty
// line, the answer.
func readRecording(t *testing.T, file string) recording {
	t.Helper()
	return readAnswer(t, filepath.Join(recordedFolder, file))
}

// readAnswer also reads what was written in the same form from sources.
func readAnswer(t *testing.T, path string) (r recording) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, answer, _ := strings.Cut(string(data), "\n\n")
	r.answer = answer
	for _, line := range strings.Split(head, "\n") {
		if asked, found := strings.CutPrefix(line, "# request: "); found {
			r.path, r.body, _ = strings.Cut(asked, " ")
			var text string
			if json.Unmarshal([]byte(r.body), &text) == nil {
				// A body that is no JSON is written down as a text.
				r.body = text
			}
		}
		if status := statusLine.FindStringSubmatch(line); status != nil {
			r.status, _ = strconv.Atoi(status[1])
		}
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(line, "# ")), ": ")
		r.chunked = r.chunked || name == "transfer-encoding" && value == "chunked"
		if name == "content-type" {
			r.contentType = value
		}
	}
	return r
}

// readLlamaRecording reads the three files that llama.cpp's answers are kept in; some requests had no body.
func readLlamaRecording(t *testing.T, path, name string) (r recording) {
	t.Helper()
	read := func(suffix string) string {
		data, err := os.ReadFile(filepath.Join(recordedFolder, "llamacpp", name+suffix))
		if err != nil && suffix != ".request.json" {
			t.Fatal(err)
		}
		return string(data)
	}
	r = recording{path: path, body: read(".request.json"), answer: read(".body")}
	for i, line := range strings.Split(read(".headers"), "\n") {
		if i == 0 {
			r.status, _ = strconv.Atoi(strings.Fields(line)[1])
		}
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(line)), ": ")
		r.chunked = r.chunked || name == "transfer-encoding" && value == "chunked"
		if name == "content-type" {
			r.contentType = value
		}
	}
	return r
}

// replay asks the simulator what the engine was asked, and holds its answer against the engine's.
func (r *rig) replay(t *testing.T, method string, recorded recording, without ...string) {
	t.Helper()
	request, err := http.NewRequest(method, r.url+recorded.path, strings.NewReader(recorded.body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := r.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != recorded.status {
		t.Errorf("status %d, the engine's is %d: %s", response.StatusCode, recorded.status, answer)
	}
	if got := strings.ToLower(response.Header.Get("Content-Type")); got != recorded.contentType {
		t.Errorf("content type %q, the engine's is %q", got, recorded.contentType)
	}
	if chunked := slices.Contains(response.TransferEncoding, "chunked"); chunked != recorded.chunked {
		t.Errorf("chunked: %v, the engine's answer: %v", chunked, recorded.chunked)
	}
	look := looker{without: without, ordered: method == "POST"}
	got, want := look.shapes(string(answer)), look.shapes(recorded.answer)
	if got != want {
		t.Errorf("the shape of the answer is\n%s\nand the engine's is\n%s", got, want)
	}
}

// looker describes answers: the keys of each object and the kinds of their values.
type looker struct {
	without []string // keys that are left out
	// The order of keys is kept where a client's fast path may count on it: in answers, not in pages.
	ordered bool
}

// shapes describes the sequence of events. Events alike that follow each other are one.
func (l looker) shapes(answer string) string {
	if !strings.HasPrefix(strings.TrimSpace(answer), "data:") {
		return l.shapeOf([]byte(strings.TrimSpace(answer)))
	}
	var sequence []string
	for _, line := range strings.Split(answer, "\n") {
		data, isData := strings.CutPrefix(line, "data: ")
		if !isData {
			continue
		}
		shape := l.shapeOf([]byte(strings.TrimSpace(data)))
		if len(sequence) == 0 || sequence[len(sequence)-1] != shape {
			sequence = append(sequence, shape)
		}
	}
	return strings.Join(sequence, "\n")
}

func (l looker) shapeOf(data []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	shape, err := l.describe(decoder, "")
	if err != nil {
		return fmt.Sprintf("text %q", data)
	}
	return shape
}

func (l looker) describe(decoder *json.Decoder, key string) (string, error) {
	token, err := decoder.Token()
	if err != nil {
		return "", err
	}
	switch value := token.(type) {
	case json.Delim:
		if value == '{' {
			return l.describeObject(decoder)
		}
		return l.describeList(decoder, key)
	case string:
		if key == "type" || key == "object" {
			return strconv.Quote(value), nil
		}
		return "text", nil
	case json.Number:
		if key == "code" {
			return value.String(), nil
		}
		return "number", nil
	}
	return fmt.Sprint(token), nil
}

func (l looker) describeObject(decoder *json.Decoder) (string, error) {
	var fields []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return "", err
		}
		shape, err := l.describe(decoder, name.(string))
		if err != nil {
			return "", err
		}
		if !slices.Contains(l.without, name.(string)) {
			fields = append(fields, name.(string)+":"+shape)
		}
	}
	if !l.ordered {
		slices.Sort(fields)
	}
	_, err := decoder.Token()
	return "{" + strings.Join(fields, " ") + "}", err
}

// describeList says each different shape of its elements once.
func (l looker) describeList(decoder *json.Decoder, key string) (string, error) {
	var seen []string
	for decoder.More() {
		shape, err := l.describe(decoder, key)
		if err != nil {
			return "", err
		}
		if !slices.Contains(seen, shape) {
			seen = append(seen, shape)
		}
	}
	_, err := decoder.Token()
	return "[" + strings.Join(seen, " ") + "]", err
}
