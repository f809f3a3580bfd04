package script

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Header applies "key=value;key=value", the form of the X-Sim header.
func (s *Script) Header(text string) error {
	for _, item := range strings.Split(text, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		if key == "" {
			continue
		}
		if err := s.override(key, value); err != nil {
			return fmt.Errorf("X-Sim: %w", err)
		}
	}
	return nil
}

// Body applies the request body's "sim" object; fault may be a string or a list.
func (s *Script) Body(raw json.RawMessage) error {
	var fields map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return fmt.Errorf("sim: must be an object")
	}
	for key, value := range fields {
		items, isList := value.([]any)
		if !isList {
			items = []any{value}
		}
		for _, item := range items {
			if err := s.override(key, fmt.Sprint(item)); err != nil {
				return fmt.Errorf("sim: %w", err)
			}
		}
	}
	return nil
}

func (s *Script) override(key, value string) (err error) {
	switch key {
	case "ttftMs":
		err = ParseMs(&s.TTFTNs, value)
	case "itlMs":
		err = ParseMs(&s.ITLNs, value)
	case "tokens":
		s.Length, err = ParseLength(value)
	case "tokensPerChunk":
		err = parseCount(&s.TokensPerChunk, value, 1, MaxTokensPerChunk)
	case "reasoningTokens":
		err = parseCount(&s.ReasoningTokens, value, 0, 1e6)
	case "jitter":
		s.Jitter, err = strconv.ParseFloat(value, 64)
		if err == nil && !(s.Jitter >= 0 && s.Jitter <= 1) {
			err = fmt.Errorf("must be 0 to 1, got %q", value)
		}
	case "seed":
		s.Seed, err = strconv.ParseUint(value, 10, 64)
	case "fault":
		err = s.Faults.Add(value)
	default:
		return fmt.Errorf("unknown key %q; known: ttftMs itlMs tokens tokensPerChunk reasoningTokens jitter seed fault", key)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// ParseMs reads milliseconds, fractions allowed, into nanoseconds.
func ParseMs(ns *int64, value string) error {
	ms, err := strconv.ParseFloat(value, 64)
	if err != nil || !(ms >= 0 && ms <= 1e9) {
		return fmt.Errorf("must be milliseconds of 0 or more, got %q", value)
	}
	*ns = int64(math.Round(ms * 1e6))
	return nil
}

func parseCount(count *int, value string, least, most int) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return fmt.Errorf("must be a whole number of %d to %d, got %q", least, most, value)
	}
	*count = n
	return nil
}
