package server

import (
	"encoding/json"
	"strings"
	"testing"
)

const format = `,"response_format":{"type":"json_schema","json_schema":{"name":"p","schema":{"type":"object",
	"properties":{"name":{"type":"string","minLength":20},"age":{"type":"integer","minimum":5,"maximum":9}},"required":["name","age"]}}}`

type person struct {
	Name string
	Age  int
}

func decodePerson(text string) (p person, err error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	return p, decoder.Decode(&p)
}

func TestAnAnswerFollowsItsSchemaInSmallPieces(t *testing.T) {
	r := start(t, nil)
	for _, path := range []string{"/v1/chat/completions", "/v1/completions"} {
		body := chatBody + format + `,"prompt":"x","max_tokens":200}`
		s := r.stream(path, "", body)
		p, err := decodePerson(s.text(0))
		if err != nil || len(p.Name) < 20 || p.Age < 5 || p.Age > 9 || s.finishes()[0] != "stop" {
			t.Errorf("%s: error %v, finish %v in %s", path, err, s.finishes(), s.text(0))
		}
		for _, c := range s.chunks {
			if text := c.Choices[0].Delta.Content + c.Choices[0].Text; len(text) > longestPieceBytes {
				t.Errorf("%s: a token of %d bytes: %q", path, len(text), text)
			}
		}
	}
}

func TestAShortBudgetCutsTheJSON(t *testing.T) {
	s := start(t, nil).stream("/v1/chat/completions", "", chatBody+format+`,"max_tokens":5}`)
	if json.Valid([]byte(s.text(0))) || s.finishes()[0] != "length" {
		t.Fatalf("finish %v, text %s", s.finishes(), s.text(0))
	}
}

func TestIgnoreEOSWritesOnAfterTheJSON(t *testing.T) {
	s := start(t, nil).stream("/v1/chat/completions", "", chatBody+format+`,"max_tokens":100,"ignore_eos":true}`)
	if text := s.text(0); json.Valid([]byte(text)) || s.finishes()[0] != "length" {
		t.Fatalf("finish %v, text %s", s.finishes(), text)
	}
	if _, err := decodePerson(s.text(0)); err != nil {
		t.Errorf("the answer does not begin with the JSON: %v", err)
	}
}

func TestASchemaCanBeIgnored(t *testing.T) {
	s := start(t, nil).stream("/v1/chat/completions", "", chatBody+format+`,"sim":{"fault":"schema-ignored"}}`)
	if _, err := decodePerson(s.text(0)); err == nil {
		t.Fatalf("it follows the schema: %s", s.text(0))
	}
}

func TestAJSONObjectIsAnyObject(t *testing.T) {
	_, answer := start(t, nil).whole("/v1/chat/completions", strings.Replace(chatBody, "true", "false", 1)+`,"response_format":{"type":"json_object"}}`)
	var object map[string]any
	if err := json.Unmarshal([]byte(answer.Choices[0].Message.Content), &object); err != nil || len(object) == 0 {
		t.Fatalf("%v in %s", err, answer.Choices[0].Message.Content)
	}
}
