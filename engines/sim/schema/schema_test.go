package schema

import (
	"bytes"
	"encoding/json"
	"testing"
)

var examples = map[string]string{
	"nested object": `{"type":"object","properties":{"name":{"type":"string","minLength":3,"maxLength":12},
		"age":{"type":"integer","minimum":18,"maximum":21},"tags":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":3},
		"address":{"type":"object","properties":{"zip":{"type":"string","pattern":"^[0-9]{5}$"}},"required":["zip"],"additionalProperties":false}},
		"required":["name","age","tags","address"],"additionalProperties":false}`,
	"enum and const":   `{"type":"object","properties":{"a":{"enum":["x","y",3,null]},"b":{"const":{"k":[1, 2]}}},"required":["a","b"]}`,
	"recursive tree":   `{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"v":{"type":"number"},"kids":{"type":"array","items":{"$ref":"#/$defs/n"},"minItems":0}},"required":["v","kids"]}}}`,
	"recursive list":   `{"$defs":{"l":{"anyOf":[{"type":"null"},{"type":"object","properties":{"next":{"$ref":"#/$defs/l"}},"required":["next"]}]}},"$ref":"#/$defs/l"}`,
	"anyOf with base":  `{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"],"anyOf":[{"properties":{"s":{"type":"string"}},"required":["s"]},{"properties":{"n":{"type":"number"}},"required":["n"]}]}`,
	"allOf with ref":   `{"$defs":{"b":{"type":"object","properties":{"x":{"type":"boolean"}},"required":["x"]}},"allOf":[{"$ref":"#/$defs/b"},{"properties":{"y":{"type":"string"}},"required":["y"]}]}`,
	"numbers":          `{"type":"array","minItems":6,"items":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}}`,
	"tiny range":       `{"type":"number","minimum":0.001,"maximum":0.002}`,
	"multiples":        `{"type":"array","minItems":5,"items":{"type":"integer","minimum":7,"multipleOf":5,"maximum":100}}`,
	"negative numbers": `{"type":"number","minimum":-5.5,"maximum":-1}`,
	"unique items":     `{"type":"array","items":{"enum":["a","b","c"]},"minItems":3,"maxItems":5,"uniqueItems":true}`,
	"tuple":            `{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":2}`,
	"list of types":    `{"type":["string","null"],"maxLength":4}`,
	"patterns":         `{"type":"array","minItems":4,"items":{"type":"string","pattern":"^(foo|ba[rz])-[A-Z]{2,4}\\d+(\\.\\w)?$"}}`,
	"pattern length":   `{"type":"string","pattern":"^[a-z]+$","minLength":8,"maxLength":10}`,
	"nested repeats":   `{"type":"string","pattern":"^(((a*b)*c)*d)*$","minLength":30}`,
	"escapes":          `{"type":"object","properties":{"a \"quoted\"\nkey ü":{"type":"string","pattern":"^[\"\\\\]+$"}},"required":["a \"quoted\"\nkey ü"]}`,
	"free properties":  `{"type":"object","minProperties":3,"additionalProperties":{"type":"integer"}}`,
	"required unnamed": `{"type":"object","required":["z"]}`,
	"anything":         `true`,
}

func TestEveryAnswerIsValidAgainstItsSchema(t *testing.T) {
	for name, source := range examples {
		compiled, err := Compile(json.RawMessage(source))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		document, _ := decode([]byte(source))
		for seed := range uint64(200) {
			answer := compiled.Generate(seed)
			value, err := decode(answer)
			if err == nil {
				err = validate(document, document, value, "$")
			}
			if err != nil || len(answer) > 20_000 {
				t.Errorf("%s, seed %d: %v in %s", name, seed, err, answer)
				break
			}
		}
	}
}

func TestFormatsHaveTheirShape(t *testing.T) {
	for format, pattern := range map[string]string{
		"date": `^\d{4}-\d\d-\d\d$`, "date-time": `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, "email": `^\S+@\S+\.\S+$`,
		"uuid": `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$`, "ipv4": `^10\.\d+\.\d+\.\d+$`, "uri": `^https://`,
	} {
		compiled, err := Compile(json.RawMessage(`{"type":"string","format":"` + format + `"}`))
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(50) {
			value, _ := decode(compiled.Generate(seed))
			if err := validateString(map[string]any{"pattern": pattern}, value.(string), format); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTheSameSeedWritesTheSameAnswer(t *testing.T) {
	compiled, err := Compile(json.RawMessage(examples["nested object"]))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(compiled.Generate(5), compiled.Generate(5)) {
		t.Fatal("one seed gave two answers")
	}
}

func TestASchemaThatCannotBeServedIsRefused(t *testing.T) {
	for source, why := range map[string]string{
		`{"type":"objekt"}`:                   "unknown type",
		`{"type":7}`:                          "type that is no name",
		`{"$ref":"#/$defs/none"}`:             "reference to nothing",
		`{"$ref":"http://x/y"}`:               "reference outside",
		`{"type":"string","pattern":"(?=a)"}`: "look-ahead",
		`[]`:                                  "not an object",
		`{"properties":[]}`:                   "properties that are no object",
		`{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"required":["a"]}}}`: "endless",
		`{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"$ref":"#/$defs/a"}}}`:                                           "circle of references",
		`{"type":"object","anyOf":[{"$ref":"#"}]}`:                                                                      "branch that unfolds without end",
		`{"type":"array","minItems":-1}`:                                                                                "negative minItems",
		`{"type":"string","minLength":1000000000}`:                                                                      "endless string",
		`{"$ref":"#"}`: "root that is itself",
	} {
		if _, err := Compile(json.RawMessage(source)); err == nil {
			t.Errorf("%s was accepted: %s", why, source)
		}
	}
}
