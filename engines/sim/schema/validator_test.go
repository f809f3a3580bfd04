package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// validate is an independent reading of JSON Schema: it shares no code with the generator.
func validate(doc, schema, value any, at string) error {
	if allowed, ok := schema.(bool); ok && allowed {
		return nil
	}
	rules := schema.(map[string]any)
	if ref, ok := rules["$ref"].(string); ok {
		target := doc
		for _, step := range strings.Split(ref, "/")[1:] {
			target = target.(map[string]any)[step]
		}
		return validate(doc, target, value, at)
	}
	if want, ok := rules["const"]; ok && !reflect.DeepEqual(want, value) {
		return fmt.Errorf("%s: %v is not %v", at, value, want)
	}
	if list, ok := rules["enum"].([]any); ok && !slices.ContainsFunc(list, func(v any) bool { return reflect.DeepEqual(v, value) }) {
		return fmt.Errorf("%s: %v is not in %v", at, value, list)
	}
	for _, part := range asList(rules["allOf"]) {
		if err := validate(doc, part, value, at); err != nil {
			return err
		}
	}
	for _, word := range []string{"anyOf", "oneOf"} {
		if choices := asList(rules[word]); choices != nil && !slices.ContainsFunc(choices, func(c any) bool { return validate(doc, c, value, at) == nil }) {
			return fmt.Errorf("%s: %v matches no branch of %s", at, value, word)
		}
	}
	if name, ok := rules["type"]; ok && !hasType(name, value) {
		return fmt.Errorf("%s: %v is not %v", at, value, name)
	}
	switch v := value.(type) {
	case map[string]any:
		return validateObject(doc, rules, v, at)
	case []any:
		return validateArray(doc, rules, v, at)
	case string:
		return validateString(rules, v, at)
	case float64:
		return validateNumber(rules, v, at)
	}
	return nil
}

func asList(v any) []any { list, _ := v.([]any); return list }

func hasType(name, value any) bool {
	if names := asList(name); names != nil {
		return slices.ContainsFunc(names, func(one any) bool { return hasType(one, value) })
	}
	switch v := value.(type) {
	case map[string]any:
		return name == "object"
	case []any:
		return name == "array"
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || (name == "integer" && v == math.Trunc(v))
	}
	return name == "null"
}

func validateObject(doc any, rules, v map[string]any, at string) error {
	known, _ := rules["properties"].(map[string]any)
	for _, name := range asList(rules["required"]) {
		if _, ok := v[name.(string)]; !ok {
			return fmt.Errorf("%s: %v is missing", at, name)
		}
	}
	if least, ok := rules["minProperties"].(float64); ok && len(v) < int(least) {
		return fmt.Errorf("%s: fewer than %v properties", at, least)
	}
	for name, item := range v {
		described, ok := known[name]
		if !ok {
			if described, ok = rules["additionalProperties"]; !ok {
				continue
			}
		}
		if described == false {
			return fmt.Errorf("%s: %s is not allowed", at, name)
		}
		if err := validate(doc, described, item, at+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func validateArray(doc any, rules map[string]any, v []any, at string) error {
	prefix := asList(rules["prefixItems"])
	for i, item := range v {
		described := rules["items"]
		if i < len(prefix) {
			described = prefix[i]
		}
		if described == false {
			return fmt.Errorf("%s[%d]: not allowed", at, i)
		}
		if described != nil {
			if err := validate(doc, described, item, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		if rules["uniqueItems"] == true && slices.ContainsFunc(v[:i], func(other any) bool { return reflect.DeepEqual(other, item) }) {
			return fmt.Errorf("%s[%d]: not unique", at, i)
		}
	}
	return within(rules, "minItems", "maxItems", float64(len(v)), at)
}

func validateString(rules map[string]any, v, at string) error {
	if pattern, ok := rules["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v) {
		return fmt.Errorf("%s: %q does not match %s", at, v, pattern)
	}
	return within(rules, "minLength", "maxLength", float64(utf8.RuneCountInString(v)), at)
}

func validateNumber(rules map[string]any, v float64, at string) error {
	if low, ok := rules["exclusiveMinimum"].(float64); ok && v <= low {
		return fmt.Errorf("%s: %v is not above %v", at, v, low)
	}
	if high, ok := rules["exclusiveMaximum"].(float64); ok && v >= high {
		return fmt.Errorf("%s: %v is not below %v", at, v, high)
	}
	if step, ok := rules["multipleOf"].(float64); ok && math.Abs(v/step-math.Round(v/step)) > 1e-9 {
		return fmt.Errorf("%s: %v is not a multiple of %v", at, v, step)
	}
	return within(rules, "minimum", "maximum", v, at)
}

func within(rules map[string]any, lowWord, highWord string, v float64, at string) error {
	if low, ok := rules[lowWord].(float64); ok && v < low {
		return fmt.Errorf("%s: %v is under %s %v", at, v, lowWord, low)
	}
	if high, ok := rules[highWord].(float64); ok && v > high {
		return fmt.Errorf("%s: %v is over %s %v", at, v, highWord, high)
	}
	return nil
}

func decode(data []byte) (v any, err error) { return v, json.Unmarshal(data, &v) }
