package server

import (
	"encoding/json"
	"slices"

	"dyno/sim/personality"
	"dyno/sim/schema"
	"dyno/sim/script"
)

// constraintFields are the ways in which engines are asked for an answer of a certain form.
type constraintFields struct {
	ResponseFormat    *responseFormat `json:"response_format"`
	StructuredOutputs json.RawMessage `json:"structured_outputs"`
	Regex             json.RawMessage `json:"regex"`
	JSONSchema        json.RawMessage `json:"json_schema"`
}

type responseFormat struct {
	Type       string          `json:"type"`
	JSONSchema json.RawMessage `json:"json_schema"`
	Schema     json.RawMessage `json:"schema"`
	Regex      string          `json:"regex"`
}

// constraint is one of them, understood. Without a form the answer is free.
type constraint struct {
	schema  json.RawMessage // of a JSON answer
	pattern string          // of an answer that is plain text
	choices []string
	native  bool // in the engine's own spelling
}

func (c constraint) free() bool { return c.schema == nil && c.pattern == "" && c.choices == nil }

var anyObject = json.RawMessage(`{"type":"object","minProperties":2}`)

// schemaCache keeps compiled schemas by their text: a json_struct test sends few, often.
type schemaCache map[string]*schema.Schema

const mostCachedSchemas = 1000

func (c schemaCache) compile(asked constraint) (*schema.Schema, error) {
	key, compile := "s"+string(asked.schema), func() (*schema.Schema, error) { return schema.Compile(asked.schema) }
	switch {
	case asked.choices != nil:
		return schema.CompileChoice(asked.choices)
	case asked.pattern != "":
		key, compile = "p"+asked.pattern, func() (*schema.Schema, error) { return schema.CompilePattern(asked.pattern) }
	}
	if known := c[key]; known != nil {
		return known, nil
	}
	compiled, err := compile()
	if err == nil && len(c) < mostCachedSchemas {
		c[key] = compiled
	}
	return compiled, err
}

// grammarOf is what the answer must follow, nil for free text. structured says whether it was asked for at all.
func (s *Server) grammarOf(b body, chat bool, own script.Script) (grammar *schema.Schema, structured bool, err error) {
	asked, err := b.constraint(s.speaks.Rules, chat)
	if err != nil || asked.free() {
		return nil, false, err
	}
	enforcement := s.options.SchemaEnforcement
	if enforcement == "off" || (enforcement == "native" && !asked.native) {
		// Accepted without a word, and not even looked at.
		return nil, true, nil
	}
	compiled, err := s.schemas.compile(asked)
	if err != nil {
		return nil, true, refusal(personality.BadSchema, "response_format", "%v", err)
	}
	if own.Faults.SchemaIgnored {
		return nil, true, nil
	}
	return compiled, true, nil
}

// constraint reads the spellings that the engine knows; the others are fields like any that it ignores.
func (b *body) constraint(rules personality.Rules, chat bool) (constraint, error) {
	knows := func(spelling string) bool {
		return slices.Contains(rules.Spellings, spelling) || (chat && slices.Contains(rules.Spellings, spelling+"@chat"))
	}
	if b.ResponseFormat != nil && (knows("response_format") || knows("response_format-json")) {
		if asked, err := b.ResponseFormat.constraint(knows); err != nil || !asked.free() {
			return asked, err
		}
	}
	switch {
	case given(b.StructuredOutputs) && knows("structured_outputs"):
		return structuredOutputs(b.StructuredOutputs)
	case given(b.Regex) && knows("regex"):
		var pattern string
		if json.Unmarshal(b.Regex, &pattern) != nil {
			return constraint{}, refusal(personality.WrongType, "regex", "regex must be a text")
		}
		return constraint{pattern: pattern, native: true}, nil
	case given(b.JSONSchema) && knows("json_schema-text") && !chat:
		var text string
		if json.Unmarshal(b.JSONSchema, &text) != nil {
			return constraint{}, refusal(personality.WrongType, "json_schema", "json_schema must be a text")
		}
		return constraint{schema: json.RawMessage(text), native: true}, nil
	case given(b.JSONSchema) && knows("json_schema"):
		return constraint{schema: b.JSONSchema, native: true}, nil
	}
	return constraint{}, nil
}

func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

func (f *responseFormat) constraint(knows func(string) bool) (constraint, error) {
	switch {
	case f.Type == "text":
		return constraint{}, nil
	case f.Type == "json_object":
		return constraint{schema: anyObject}, nil
	case f.Type == "json" && knows("response_format-json"):
		if !given(f.Schema) {
			return constraint{}, badParam("response_format", "response_format.schema is required for response_format.type == 'json', but got None.")
		}
		return constraint{schema: f.Schema, native: true}, nil
	case f.Type == "regex" && knows("response_format-regex"):
		return constraint{pattern: f.Regex, native: true}, nil
	case f.Type != "json_schema":
		return constraint{}, badParam("response_format", "unknown response_format type %q", f.Type)
	}
	var wrapper struct {
		Schema json.RawMessage `json:"schema"`
	}
	_ = json.Unmarshal(f.JSONSchema, &wrapper)
	if !given(wrapper.Schema) {
		if knows("response_format-any") {
			return constraint{schema: anyObject}, nil
		}
		return constraint{}, badParam("response_format", "json_schema.schema is missing")
	}
	return constraint{schema: wrapper.Schema}, nil
}

func structuredOutputs(raw json.RawMessage) (constraint, error) {
	var asked struct {
		JSON       json.RawMessage `json:"json"`
		Regex      string          `json:"regex"`
		Choice     []string        `json:"choice"`
		JSONObject bool            `json:"json_object"`
	}
	if json.Unmarshal(raw, &asked) != nil {
		return constraint{}, refusal(personality.WrongType, "structured_outputs", "structured_outputs must be an object")
	}
	kinds := 0
	for _, used := range []bool{given(asked.JSON), asked.Regex != "", len(asked.Choice) > 0, asked.JSONObject} {
		if used {
			kinds++
		}
	}
	if kinds > 1 {
		return constraint{}, badParam("", "You can only use one kind of constraints for structured outputs ('json', 'regex' or 'choice').")
	}
	var text string
	if json.Unmarshal(asked.JSON, &text) == nil {
		// The schema may also come as a text.
		asked.JSON = json.RawMessage(text)
	}
	if asked.JSONObject {
		asked.JSON = anyObject
	}
	found := constraint{pattern: asked.Regex, native: true}
	if given(asked.JSON) {
		found.schema = asked.JSON
	}
	if len(asked.Choice) > 0 {
		found.choices = asked.Choice
	}
	return found, nil
}
