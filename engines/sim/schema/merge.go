package schema

import (
	"encoding/json"
	"fmt"
)

// object is a schema whose keywords are not read yet.
type object map[string]json.RawMessage

// merge joins two schemas that must both hold, as allOf and anyOf ask: all
// properties, all required names; of other keywords that both have, the one of
// over. That is enough for the usual "base plus part" schemas.
func merge(base, over json.RawMessage) (json.RawMessage, error) {
	first, err := parse(base)
	if err != nil {
		return nil, err
	}
	second, err := parse(over)
	if err != nil {
		return nil, err
	}
	merged := object{}
	for _, raw := range []json.RawMessage{base, over} {
		// The schema true adds nothing and is no object; parse has refused the rest.
		var part object
		if json.Unmarshal(raw, &part) == nil {
			for word, value := range part {
				merged[word] = value
			}
		}
	}
	properties := first.Properties
	for _, property := range second.Properties {
		properties = properties.set(property)
	}
	if err = merged.set("properties", properties, len(properties)); err == nil {
		required := append(first.Required, second.Required...)
		err = merged.set("required", required, len(required))
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(merged)
}

func (o object) set(word string, value any, count int) error {
	if count == 0 {
		return nil
	}
	raw, err := json.Marshal(value)
	o[word] = raw
	return err
}

// without gives the schema less some keywords.
func without(raw json.RawMessage, words ...string) (json.RawMessage, error) {
	var left object
	if err := json.Unmarshal(raw, &left); err != nil {
		return nil, err
	}
	for _, word := range words {
		delete(left, word)
	}
	return json.Marshal(left)
}

// flatten merges the parts of allOf, also nested ones, into their schema.
func (s *Schema) flatten(raw json.RawMessage) (json.RawMessage, error) {
	const deepest = 64
	for range deepest {
		k, err := parse(raw)
		if err != nil || len(k.AllOf) == 0 {
			return raw, err
		}
		if raw, err = without(raw, "allOf"); err != nil {
			return nil, err
		}
		for _, part := range k.AllOf {
			if part, err = s.inline(part); err == nil {
				raw, err = merge(raw, part)
			}
			if err != nil {
				return nil, fmt.Errorf("allOf: %w", err)
			}
		}
	}
	return nil, fmt.Errorf("allOf leads to itself")
}

// inline replaces a reference by what it points to.
func (s *Schema) inline(raw json.RawMessage) (json.RawMessage, error) {
	const longest = 16
	for range longest {
		k, err := parse(raw)
		if err != nil || k.Ref == "" {
			return raw, err
		}
		if raw, err = lookUp(s.document, k.Ref); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("$ref leads to itself")
}
