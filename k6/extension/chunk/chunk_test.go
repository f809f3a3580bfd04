package chunk

import (
	"os"
	"testing"
)

func TestWhatOneChoiceSays(t *testing.T) {
	cases := map[string]struct {
		choice        string
		token, answer bool
		finish, text  string
	}{
		"role only, empty content": {`{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}`, false, false, "", ""},
		"role only, null content":  {`{"delta":{"role":"assistant","content":null}}`, false, false, "", ""},
		"content":                  {`{"delta":{"content":"a"}}`, true, true, "", "a"},
		"content with a quote":     {`{"delta":{"content":"a\"}"}}`, true, true, "", `a\"}`},
		"a blank is a token":       {`{"delta":{"content":" "}}`, true, true, "", " "},
		"reasoning":                {`{"delta":{"reasoning":"a"}}`, true, false, "", ""},
		"reasoning_content":        {`{"delta":{"reasoning_content":"a","content":null}}`, true, false, "", ""},
		"text":                     {`{"text":"a","logprobs":null}`, true, true, "", "a"},
		"empty text":               {`{"text":""}`, false, false, "", ""},
		"tool call":                {`{"delta":{"tool_calls":[{"index":0,"function":{"arguments":""}}]}}`, true, true, "", ""},
		"empty list of tool calls": {`{"delta":{"tool_calls":[]}}`, false, false, "", ""},
		"content and finish":       {`{"delta":{"content":"a"},"finish_reason":"length"}`, true, true, "length", "a"},
		"finish alone":             {`{"delta":{},"finish_reason":"stop"}`, false, false, "stop", ""},
		"content in other places":  {`{"delta":{"x":{"content":"a"}},"logprobs":{"content":[{"token":"a"}]}}`, false, false, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got Chunk
			if err := Scan([]byte(`{"id":"x","choices":[`+c.choice+`]}`), &got); err != nil {
				t.Fatal(err)
			}
			choice := got.Choices[0]
			if choice.Token != c.token || choice.Answer != c.answer {
				t.Errorf("token %v, answer %v", choice.Token, choice.Answer)
			}
			if string(choice.Finish) != c.finish || string(choice.Text) != c.text {
				t.Errorf("finish %q, text %q", choice.Finish, choice.Text)
			}
		})
	}
}

func TestUsageIsReadInEveryEnginesSpelling(t *testing.T) {
	cases := map[string]struct {
		payload string
		want    Usage
	}{
		"vLLM":      {`{"choices":[],"usage":{"prompt_tokens":22,"total_tokens":38,"completion_tokens":16}}`, Usage{22, 16, -1, -1}},
		"nested":    {`{"usage":{"prompt_tokens":1,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":3},"prompt_tokens_details":{"cached_tokens":4}}}`, Usage{1, 2, 3, 4}},
		"SGLang":    {`{"usage":{"prompt_tokens":1,"completion_tokens":2,"reasoning_tokens":5,"completion_tokens_details":null,"prompt_tokens_details":null}}`, Usage{1, 2, 5, -1}},
		"not whole": {`{"usage":{"prompt_tokens":1.5,"completion_tokens":-2}}`, Usage{-1, -1, -1, -1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got Chunk
			if err := Scan([]byte(c.payload), &got); err != nil || !got.HasUsage || got.Usage != c.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	var got Chunk
	if err := Scan([]byte(`{"usage":null}`), &got); err != nil || got.HasUsage {
		t.Error("null usage counts as usage")
	}
}

func TestErrorObjectsAreSeen(t *testing.T) {
	for payload, want := range map[string]bool{
		`{"error":{"message":"x","code":400}}`:   true,
		`{"error":"x"}`:                          true,
		`{"object":"error","message":"x"}`:       true,
		`{"error":null,"choices":[]}`:            false,
		`{"object":"chat.completion.chunk"}`:     false,
		`{"choices":[{"delta":{"error":"x"}}]}`:  false,
		`{"choices":[{"text":"{\"error\":1}"}]}`: false,
		`{"\u0065rror":"the key has an escape"}`: true,
	} {
		var got Chunk
		if err := Scan([]byte(payload), &got); err != nil || got.Failed != want {
			t.Errorf("%s: failed is %v, %v", payload, got.Failed, err)
		}
	}
}

func TestSeveralChoicesInOneAnswer(t *testing.T) {
	payload := []byte(`{"choices":[{"text":"a","index":1,"finish_reason":"length"},{"index":0,"message":{"content":"b"},"finish_reason":"stop"}]}`)
	var got Chunk
	if err := Scan(payload, &got); err != nil || len(got.Choices) != 2 {
		t.Fatal(got, err)
	}
	if got.Choices[0].Index != 1 || got.Choices[1].Index != 0 || string(got.Choices[1].Text) != "b" {
		t.Errorf("got %+v", got.Choices)
	}
}

func TestNothingIsAllocatedPerChunk(t *testing.T) {
	payload, err := os.ReadFile("../testdata/recorded/llamacpp_chat_nonstream.body")
	if err != nil {
		t.Fatal(err)
	}
	var c Chunk
	_ = Scan(payload, &c)
	if n := testing.AllocsPerRun(1000, func() { _ = Scan(payload, &c) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkScan(b *testing.B) {
	payload := []byte(`{"id":"chatcmpl-899d6cc427c82e02","object":"chat.completion.chunk","created":1795333956,"model":"tiny","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null,"token_ids":null}]}`)
	var c Chunk
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		_ = Scan(payload, &c)
	}
}
