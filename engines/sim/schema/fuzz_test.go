package schema

import (
	"encoding/json"
	"testing"
)

// FuzzGenerate: whatever schema is accepted, the answer is JSON and comes to an end.
func FuzzGenerate(f *testing.F) {
	for _, source := range examples {
		f.Add([]byte(source), uint64(1))
	}
	f.Fuzz(func(t *testing.T, source []byte, seed uint64) {
		if !json.Valid(source) {
			return
		}
		compiled, err := Compile(source)
		if err != nil {
			return
		}
		if answer := compiled.Generate(seed); !json.Valid(answer) {
			t.Fatalf("%s gave %.200s", source, answer)
		}
	})
}
