package server

import (
	"testing"

	"dyno/sim/fault"
	"dyno/sim/script"
	"dyno/sim/wire"
)

// FuzzUnderstand: no request body breaks the simulator, and what it accepts it can write.
func FuzzUnderstand(f *testing.F) {
	f.Add([]byte(chatBody + format + `,"max_tokens":9}`))
	f.Add([]byte(`{"prompt":["a",[1,2]],"messages":[],"min_tokens":2,"sim":{"fault":["no-done"],"tokens":"3-9"}}`))
	f.Add([]byte(`{"prompt":[[1],[2]],"response_format":{"type":"json_schema","json_schema":{"schema":{"$ref":"#/$defs/a","$defs":{"a":{"type":["array","null"],"items":{"$ref":"#/$defs/a"}}}}}}}`))
	own := script.Script{TokensPerChunk: 1, Length: script.Length{Low: 3, High: 3}, Faults: fault.None().Request}
	s := &Server{model: "m", options: Options{Script: own, FaultEvery: 1}, schemas: schemaCache{}}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, a := range []*api{chat, completions} {
			p, err := s.understand(wire.Request{Body: body}, a)
			if err != nil {
				continue
			}
			for i := range p.choices {
				c := &p.choices[i]
				for range min(c.tokens, 1000) {
					c.appendToken(nil)
				}
			}
		}
	})
}
