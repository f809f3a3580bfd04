package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"dyno/sim/personality"
)

// maxPrompts bounds the prompts of one request.
const maxPrompts = 1024

// body holds the fields of a request that change what the simulator does; all
// others (temperature, top_p…) are accepted and ignored.
type body struct {
	Model               *string         `json:"model"`
	Messages            []message       `json:"messages"`
	Prompt              json.RawMessage `json:"prompt"`
	Stream              bool            `json:"stream"`
	StreamOptions       *streamOptions  `json:"stream_options"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	MinTokens           int             `json:"min_tokens"`
	IgnoreEOS           bool            `json:"ignore_eos"`
	N                   *int            `json:"n"`
	Seed                json.RawMessage `json:"seed"`
	User                string          `json:"user"`
	Sim                 json.RawMessage `json:"sim"`
	CacheSalt           json.RawMessage `json:"cache_salt"`
	CachePrompt         *bool           `json:"cache_prompt"`
	Temperature         json.RawMessage `json:"temperature"`
	TopP                json.RawMessage `json:"top_p"`
	constraintFields
}

type message struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
}

type streamOptions struct {
	IncludeUsage         bool `json:"include_usage"`
	ContinuousUsageStats bool `json:"continuous_usage_stats"`
}

func (s *Server) parseBody(raw []byte, v *voice) (b body, err error) {
	if err = json.Unmarshal(raw, &b); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return b, refusal(personality.WrongType, wrongType.Field, "%s: a %s is not accepted here", wrongType.Field, wrongType.Value)
		}
		return b, refusal(personality.BadJSON, "", "the body is not valid JSON: %v", err)
	}
	if err = s.checkFields(raw, v); err != nil {
		return b, err
	}
	return b, b.check(s.speaks.Rules)
}

// checkFields refuses what the engine has no field for, where it minds.
func (s *Server) checkFields(raw []byte, v *voice) error {
	known := s.speaks.Rules.TextFields
	if v.chat {
		known = s.speaks.Rules.ChatFields
	}
	if known == nil {
		return nil
	}
	var fields map[string]json.RawMessage
	// The body was decoded before, as an object.
	_ = json.Unmarshal(raw, &fields)
	for name := range fields {
		if !slices.Contains(known, name) {
			return refusal(personality.UnknownField, name, "no such field: %s", name)
		}
	}
	return nil
}

func (b *body) check(rules personality.Rules) error {
	for param, value := range map[string]*int{"max_tokens": b.MaxTokens, "max_completion_tokens": b.MaxCompletionTokens} {
		if value == nil {
			continue
		}
		if rules.ZeroTokensIsOne && *value == 0 {
			*value = 1
		}
		if *value < 1 || *value > personality.NoLimit {
			return badParam(param, "%s must be 1 to %d, got %d", param, personality.NoLimit, *value)
		}
	}
	if rules.NoMinTokens {
		b.MinTokens = 0
	}
	if rules.NoIgnoreEOS {
		b.IgnoreEOS = false
	}
	if err := b.checkSampling(rules); err != nil {
		return err
	}
	limit := b.maxTokens(0)
	switch {
	case b.MinTokens < 0 || (limit > 0 && b.MinTokens > limit):
		return badParam("min_tokens", "min_tokens must be 0 to max_tokens, got %d", b.MinTokens)
	case b.StreamOptions != nil && !b.Stream && !rules.OptionsWithoutStream:
		return badParam("stream_options", "stream_options is only allowed with stream: true")
	case b.N != nil && *b.N != 1:
		return badParam("n", "n other than 1 is not simulated, got %d", *b.N)
	case rules.NeedsModel && b.Model == nil:
		return refusal(personality.Missing, "model", "model is missing")
	}
	return nil
}

// checkSampling looks at what no token depends on here, where the engine minds.
func (b *body) checkSampling(rules personality.Rules) error {
	for param, raw := range map[string]json.RawMessage{"temperature": b.Temperature, "top_p": b.TopP} {
		if !rules.ChecksSampling || !given(raw) {
			continue
		}
		var value float64
		if json.Unmarshal(raw, &value) != nil {
			return refusal(personality.WrongType, param, "type must be number")
		}
		if value < 0 || (param == "top_p" && value > 1) {
			return badParam(param, "%s is out of range, got %v", param, value)
		}
	}
	return nil
}

// maxTokens is the limit that the request gives, else the default.
func (b *body) maxTokens(byDefault int) int {
	switch {
	case b.MaxCompletionTokens != nil:
		return *b.MaxCompletionTokens
	case b.MaxTokens != nil:
		return *b.MaxTokens
	}
	return byDefault
}

// prompts gives the texts to answer, one a choice, as raw JSON.
func (b *body) prompts(v *voice, rules personality.Rules) ([]json.RawMessage, error) {
	if v.chat {
		if len(b.Messages) == 0 {
			return nil, refusal(personality.Missing, "messages", "messages must be a list with at least one message")
		}
		var all []byte
		for _, m := range b.Messages {
			all = append(append(all, m.Role...), m.Content...)
		}
		return []json.RawMessage{all}, nil
	}
	trimmed := bytes.TrimSpace(b.Prompt)
	if len(trimmed) == 0 || string(trimmed) == "null" || string(trimmed) == `""` {
		return nil, refusal(personality.Missing, "prompt", "prompt must be a text, a list of texts, a list of tokens, or a list of lists of tokens")
	}
	if trimmed[0] != '[' {
		return []json.RawMessage{b.Prompt}, nil
	}
	if rules.OnePrompt {
		return nil, badParam("prompt", "prompt must be a string.")
	}
	var list []json.RawMessage
	// The whole body was valid JSON, so a list it is.
	_ = json.Unmarshal(trimmed, &list)
	switch {
	case len(list) == 0 || len(list) > maxPrompts && (list[0][0] == '"' || list[0][0] == '['):
		return nil, badParam("prompt", "prompt must hold 1 to %d prompts, got %d", maxPrompts, len(list))
	case list[0][0] != '"' && list[0][0] != '[':
		return []json.RawMessage{b.Prompt}, nil
	}
	return list, nil
}

// promptTokens estimates as engines' tokenizers do on English, four bytes a
// token; a list of token numbers is counted exactly.
func promptTokens(prompt json.RawMessage) int {
	if len(prompt) > 0 && prompt[0] == '[' {
		return bytes.Count(prompt, []byte(",")) + 1
	}
	return max(1, (len(prompt)+3)/4)
}
