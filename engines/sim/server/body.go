package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// maxModelLen is the context length that the simulator claims.
const maxModelLen = 1 << 20

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
	ResponseFormat      *responseFormat `json:"response_format"`
	User                string          `json:"user"`
	Sim                 json.RawMessage `json:"sim"`
}

type message struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type responseFormat struct {
	Type       string `json:"type"`
	JSONSchema *struct {
		Schema json.RawMessage `json:"schema"`
	} `json:"json_schema"`
}

// apiError is a request that is refused.
type apiError struct {
	status  int
	param   string
	message string
}

func (e *apiError) Error() string { return e.message }

func badParam(param, format string, values ...any) error {
	return &apiError{400, param, fmt.Sprintf(format, values...)}
}

func parseBody(raw []byte) (b body, err error) {
	if err = json.Unmarshal(raw, &b); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return b, badParam(wrongType.Field, "%s: a %s is not accepted here", wrongType.Field, wrongType.Value)
		}
		return b, badParam("", "the body is not valid JSON: %v", err)
	}
	return b, b.check()
}

func (b *body) check() error {
	for param, value := range map[string]*int{"max_tokens": b.MaxTokens, "max_completion_tokens": b.MaxCompletionTokens} {
		if value != nil && (*value < 1 || *value > maxModelLen) {
			return badParam(param, "%s must be 1 to %d, got %d", param, maxModelLen, *value)
		}
	}
	limit := b.maxTokens(0)
	switch {
	case b.MinTokens < 0 || (limit > 0 && b.MinTokens > limit):
		return badParam("min_tokens", "min_tokens must be 0 to max_tokens, got %d", b.MinTokens)
	case b.StreamOptions != nil && !b.Stream:
		return badParam("stream_options", "stream_options is only allowed with stream: true")
	case b.N != nil && *b.N != 1:
		return badParam("n", "n other than 1 is not simulated, got %d", *b.N)
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
func (b *body) prompts(a *api) ([]json.RawMessage, error) {
	if a == chat {
		if len(b.Messages) == 0 {
			return nil, badParam("messages", "messages must be a list with at least one message")
		}
		var all []byte
		for _, m := range b.Messages {
			all = append(append(all, m.Role...), m.Content...)
		}
		return []json.RawMessage{all}, nil
	}
	trimmed := bytes.TrimSpace(b.Prompt)
	if len(trimmed) == 0 || string(trimmed) == "null" || string(trimmed) == `""` {
		return nil, badParam("prompt", "prompt must be a text, a list of texts, a list of tokens, or a list of lists of tokens")
	}
	if trimmed[0] != '[' {
		return []json.RawMessage{b.Prompt}, nil
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
