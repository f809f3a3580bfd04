package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// keywords is one schema object as written: the JSON Schema keywords that the
// generator understands. Others (title, description, default…) never make an
// answer invalid or are not supported, and are skipped.
type keywords struct {
	Ref                  string            `json:"$ref"`
	Type                 json.RawMessage   `json:"type"`
	Enum                 []json.RawMessage `json:"enum"`
	Const                json.RawMessage   `json:"const"`
	AnyOf                []json.RawMessage `json:"anyOf"`
	OneOf                []json.RawMessage `json:"oneOf"`
	AllOf                []json.RawMessage `json:"allOf"`
	Properties           orderedMap        `json:"properties"`
	Required             []string          `json:"required"`
	AdditionalProperties json.RawMessage   `json:"additionalProperties"`
	MinProperties        int               `json:"minProperties"`
	Items                json.RawMessage   `json:"items"`
	PrefixItems          []json.RawMessage `json:"prefixItems"`
	MinItems             int               `json:"minItems"`
	MaxItems             *int              `json:"maxItems"`
	UniqueItems          bool              `json:"uniqueItems"`
	MinLength            int               `json:"minLength"`
	MaxLength            *int              `json:"maxLength"`
	Pattern              string            `json:"pattern"`
	Format               string            `json:"format"`
	Minimum              *float64          `json:"minimum"`
	Maximum              *float64          `json:"maximum"`
	ExclusiveMinimum     *float64          `json:"exclusiveMinimum"`
	ExclusiveMaximum     *float64          `json:"exclusiveMaximum"`
	MultipleOf           float64           `json:"multipleOf"`
}

// parse reads a schema object; true is the schema that allows everything.
func parse(raw json.RawMessage) (k keywords, err error) {
	switch trimmed := bytes.TrimSpace(raw); {
	case bytes.Equal(trimmed, []byte("true")):
		return k, nil
	case bytes.Equal(trimmed, []byte("false")):
		return k, fmt.Errorf("the schema false allows no value")
	case len(trimmed) == 0 || trimmed[0] != '{':
		return k, fmt.Errorf("a schema must be an object or a boolean, got %.40s", trimmed)
	}
	var words object
	if err = json.Unmarshal(raw, &words); err != nil {
		return k, err
	}
	// Go matches field names in any case, JSON Schema does not: "AnyOf" means nothing.
	for word := range words {
		if !keywordNames[word] {
			delete(words, word)
		}
	}
	if raw, err = json.Marshal(words); err != nil {
		return k, err
	}
	return k, json.Unmarshal(raw, &k)
}

// keywordNames are the names in the tags above.
var keywordNames = func() map[string]bool {
	names := map[string]bool{}
	fields := reflect.TypeFor[keywords]()
	for i := range fields.NumField() {
		names[fields.Field(i).Tag.Get("json")] = true
	}
	return names
}()

type namedSchema struct {
	name string
	raw  json.RawMessage
}

// orderedMap keeps the order of an object's keys: engines emit properties in schema order.
type orderedMap []namedSchema

// UnmarshalJSON reads the object key by key.
func (m *orderedMap) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("properties must be an object")
	}
	*m = nil
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err = decoder.Decode(&raw); err != nil {
			return err
		}
		*m = m.set(namedSchema{key.(string), raw})
	}
	return nil
}

func (m orderedMap) set(property namedSchema) orderedMap {
	for i := range m {
		if m[i].name == property.name {
			m[i] = property
			return m
		}
	}
	return append(m, property)
}

// MarshalJSON writes the object in its order.
func (m orderedMap) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, property := range m {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(appendString(out, property.name), ':'), property.raw...)
	}
	return append(out, '}'), nil
}
