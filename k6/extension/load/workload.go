package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"dyno/k6/extension/httpwire"
)

// Item is one planned request.
type Item struct {
	ID         string
	Head       httpwire.Head
	Body       []byte // exactly the bytes of the workload file
	IntendedUs *int64 // offset from the start; nil in a closed loop
	Choices    int    // how many choice indexes the answer must have
}

type line struct {
	ID         string          `json:"id"`
	Path       string          `json:"path"`
	IntendedUs *int64          `json:"intendedUs"`
	Body       json.RawMessage `json:"body"`
}

// ReadWorkload reads the first count lines of a workload file. head makes what
// requests to one path share.
func ReadWorkload(path string, count int, head func(path string) (httpwire.Head, error)) ([]Item, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("workload: %w", err)
	}
	items := make([]Item, 0, count)
	latestUs := int64(0)
	heads := map[string]httpwire.Head{}
	for number := 1; len(items) < count; number++ {
		text, rest, found := bytes.Cut(raw, []byte("\n"))
		raw = rest
		if len(bytes.TrimSpace(text)) > 0 {
			item, err := readItem(text, heads, head)
			if err == nil && item.IntendedUs != nil {
				if *item.IntendedUs < latestUs {
					err = fmt.Errorf("intendedUs must not be negative or go back: %d after %d", *item.IntendedUs, latestUs)
				}
				latestUs = *item.IntendedUs
			}
			if err != nil {
				return nil, fmt.Errorf("workload %s line %d: %w", path, number, err)
			}
			items = append(items, item)
		}
		if !found {
			break
		}
	}
	if len(items) < count {
		return nil, fmt.Errorf("workload %s has %d requests, the load file plans %d", path, len(items), count)
	}
	return items, nil
}

func readItem(text []byte, heads map[string]httpwire.Head, head func(string) (httpwire.Head, error)) (Item, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return Item{}, err
	}
	if l.ID == "" || l.Path == "" || len(l.Body) == 0 || l.Body[0] != '{' {
		return Item{}, fmt.Errorf("id, path and body (an object) must be there")
	}
	if !httpwire.IsFieldValue(l.ID) {
		return Item{}, fmt.Errorf("id %q can't be sent as a header", l.ID)
	}
	if _, known := heads[l.Path]; !known {
		built, err := head(l.Path)
		if err != nil {
			return Item{}, err
		}
		heads[l.Path] = built
	}
	choices, err := expectedChoices(l.Body)
	return Item{ID: l.ID, Head: heads[l.Path], Body: l.Body, IntendedUs: l.IntendedUs, Choices: choices}, err
}

// expectedChoices is the number of prompts times n. A prompt is one string, or one
// array of token numbers, or an array of either.
func expectedChoices(body []byte) (int, error) {
	var b struct {
		Prompt json.RawMessage `json:"prompt"`
		N      *int            `json:"n"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return 0, fmt.Errorf("body: %w", err)
	}
	prompts := 1
	if len(b.Prompt) > 0 && b.Prompt[0] == '[' {
		var list []json.RawMessage
		if err := json.Unmarshal(b.Prompt, &list); err != nil {
			return 0, fmt.Errorf("body.prompt: %w", err)
		}
		if len(list) > 0 && (list[0][0] == '"' || list[0][0] == '[') {
			prompts = len(list)
		}
	}
	if b.N != nil && *b.N > 1 {
		prompts *= *b.N
	}
	return prompts, nil
}
