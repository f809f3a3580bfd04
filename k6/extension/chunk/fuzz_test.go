package chunk

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// reference finds the same through encoding/json.
func reference(payload []byte) (Chunk, bool) {
	var c Chunk
	if !json.Valid(payload) {
		return c, false
	}
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	var top any
	_ = decoder.Decode(&top)
	object, _ := top.(map[string]any)
	failure, has := object["error"]
	c.Failed = has && failure != nil && failure != false || object["object"] == "error"
	list, _ := object["choices"].([]any)
	for _, element := range list {
		if choice, ok := element.(map[string]any); ok {
			c.Choices = append(c.Choices, referenceChoice(choice))
		}
	}
	usage, ok := object["usage"].(map[string]any)
	if c.HasUsage = ok; ok {
		c.Usage.Input, c.Usage.Output = whole(usage["prompt_tokens"]), whole(usage["completion_tokens"])
		details, _ := usage["completion_tokens_details"].(map[string]any)
		if c.Usage.Reasoning = whole(details["reasoning_tokens"]); c.Usage.Reasoning < 0 {
			c.Usage.Reasoning = whole(usage["reasoning_tokens"])
		}
		details, _ = usage["prompt_tokens_details"].(map[string]any)
		c.Usage.Cached = whole(details["cached_tokens"])
	}
	return c, true
}

func referenceChoice(choice map[string]any) Choice {
	out := Choice{Index: int(max(0, whole(choice["index"])))}
	said, ok := choice["delta"].(map[string]any)
	if _, both := choice["message"]; both && !ok {
		said, _ = choice["message"].(map[string]any)
	}
	content, _ := said["content"].(string)
	text, _ := choice["text"].(string)
	tools, _ := said["tool_calls"].([]any)
	reasoning, _ := said["reasoning"].(string)
	thinking, _ := said["reasoning_content"].(string)
	out.Answer = content != "" || text != "" || len(tools) > 0
	out.Token = out.Answer || reasoning != "" || thinking != ""
	if finish, ok := choice["finish_reason"].(string); ok {
		out.Finish = []byte(finish)
	}
	out.Text = []byte(content)
	if text != "" {
		out.Text = []byte(text)
	}
	return out
}

func whole(v any) int64 {
	number, ok := v.(json.Number)
	if !ok || len(number) > 15 {
		return -1
	}
	n, err := number.Int64()
	if err != nil || n < 0 || math.Signbit(float64(n)) || number[0] == '-' {
		return -1
	}
	return n
}

func FuzzScan(f *testing.F) {
	files, _ := filepath.Glob("../testdata/recorded/*")
	for _, file := range files {
		raw, _ := os.ReadFile(file)
		for line := range bytes.Lines(raw) {
			f.Add(bytes.TrimPrefix(bytes.TrimSpace(line), []byte("data: ")))
		}
	}
	for _, seed := range []string{
		`{"choices":[{"index":1e1,"text":"\ud83d\ude00"}],"choices":[]}`, `{"usage":{"prompt_tokens":-0}}`, `[1,{}]`,
		`{"error":false}`, "{\"a\":\"\x01\"}", `{"a":01}`, `{"a":1.}`, `{"a":[}`, `{"choices":[{"delta":null,"delta":{"content":"x"}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		want, valid := reference(payload)
		var got Chunk
		if err := Scan(payload, &got); (err == nil) != valid {
			t.Fatalf("accepted %v, encoding/json %v", err == nil, valid)
		}
		if valid {
			compare(t, got, want)
		}
	})
}

func compare(t *testing.T, got, want Chunk) {
	if got.Failed != want.Failed || got.HasUsage != want.HasUsage || got.HasUsage && got.Usage != want.Usage {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if len(got.Choices) != len(want.Choices) {
		t.Fatalf("%d choices, want %d", len(got.Choices), len(want.Choices))
	}
	for i, g := range got.Choices {
		w := want.Choices[i]
		if g.Index != w.Index || g.Token != w.Token || g.Answer != w.Answer {
			t.Errorf("choice %d: got %+v, want %+v", i, g, w)
		}
		if plain(t, g.Finish) != string(w.Finish) || plain(t, g.Text) != string(w.Text) {
			t.Errorf("choice %d: finish %q %q, text %q %q", i, g.Finish, w.Finish, g.Text, w.Text)
		}
	}
}

// plain decodes raw string content, which shows that it is one.
func plain(t *testing.T, raw []byte) string {
	var s string
	if err := json.Unmarshal([]byte(`"`+string(raw)+`"`), &s); err != nil {
		t.Fatalf("%q is no string content: %v", raw, err)
	}
	return s
}
