package server

import (
	"testing"

	"dyno/sim/fault"
	"dyno/sim/personality"
	"dyno/sim/script"
	"dyno/sim/wire"
)

// FuzzUnderstand: no request body breaks the simulator, and what it accepts it can write.
func FuzzUnderstand(f *testing.F) {
	f.Add([]byte(chatBody + format + `,"max_tokens":9}`))
	f.Add([]byte(`{"prompt":["a",[1,2]],"messages":[],"min_tokens":2,"sim":{"fault":["no-done"],"tokens":"3-9"}}`))
	f.Add([]byte(`{"prompt":[[1],[2]],"response_format":{"type":"json_schema","json_schema":{"schema":{"$ref":"#/$defs/a","$defs":{"a":{"type":["array","null"],"items":{"$ref":"#/$defs/a"}}}}}}}`))
	own := script.Script{TokensPerChunk: 1, Length: script.Length{Low: 3, High: 3}, Faults: fault.None().Request}
	f.Add([]byte(`{"prompt":"x","structured_outputs":{"regex":"[a-c]{3}","choice":null},"json_schema":"{}","regex":"a|b","response_format":{"type":"json","schema":{}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, name := range personality.Names() {
			s := prepare(Options{Model: "m", Personality: personality.Find(name), Script: own, FaultEvery: 1})
			for _, v := range []*voice{s.chat, s.text} {
				p, err := s.understand(wire.Request{Body: body}, v)
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
		}
	})
}
