package server

import (
	"testing"

	"dyno/sim/clock"
	"dyno/sim/fault"
	"dyno/sim/schema"
	"dyno/sim/script"
)

func TestAChunkIsBuiltWithoutAllocating(t *testing.T) {
	compiled, err := schema.Compile([]byte(`{"type":"array","items":{"type":"string"},"minItems":5000}`))
	if err != nil {
		t.Fatal(err)
	}
	own := script.Script{TokensPerChunk: 1, Length: script.Length{Low: 5000, High: 5000}, Faults: fault.None().Request}
	for name, answer := range map[string]*schema.Schema{"text": nil, "JSON": compiled} {
		s := prepare(Options{Model: "m"})
		g := &generation{spec: &spec{voice: s.chat, stream: true, echo: "m", script: own}, server: s, id: []byte("id")}
		g.bind()
		g.frame.Chunked = true
		g.record.TokenNs = make([]int64, 0, 5000)
		c := newChoice(0, 1, &g.script, script.Limits{}, answer)
		out := make([]byte, 0, 4096)
		if allocated := testing.AllocsPerRun(2000, func() {
			out = g.appendChunk(out[:0], &c, 1)
			g.wrote(&c, clock.NowNs())
		}); allocated != 0 {
			t.Errorf("%s: %v allocations a chunk", name, allocated)
		}
	}
}
