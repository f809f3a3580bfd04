package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// scenario is one load on one scripted engine.
type scenario struct {
	name, what string
	streams    int // in flight: the concurrency, or the most that an open loop may have
	requests   int
	tokens     int
	sim        []string // how the engine answers
	ratePerS   float64  // open loop, Poisson; 0 is a closed loop
	leadMs     int
	starved    bool // a busy loop runs on the client's core
}

var scenarios = []scenario{
	{
		name: "steady", what: "256 streams, TTFT 50 ms, 20 ms a token, 128 tokens, immediate role-only chunk",
		streams: 256, requests: 1024, tokens: 128, leadMs: 500,
		sim: []string{"--ttft-ms", "50", "--itl-ms", "20", "--role-chunk", "immediate"},
	},
	{
		name: "wide", what: "1,000 streams, TTFT 50 ms, 100 ms a token, 96 tokens",
		streams: 1000, requests: 1000, tokens: 96, leadMs: 500,
		sim: []string{"--ttft-ms", "50", "--itl-ms", "100", "--role-chunk", "immediate"},
	},
	{
		name: "max", what: "64 streams, 256 tokens, every chunk its own write, no wait",
		streams: 64, requests: 2048, tokens: 256, leadMs: 500,
		sim: []string{"--max-speed", "--role-chunk", "immediate"},
	},
	{
		name: "starved", what: "steady, with a busy loop on the client's core",
		streams: 256, requests: 512, tokens: 128, leadMs: 500, starved: true,
		sim: []string{"--ttft-ms", "50", "--itl-ms", "20", "--role-chunk", "immediate"},
	},
	{
		name: "poisson200", what: "open loop, Poisson 200/s for 8 s, TTFT 50 ms, 10 ms a token, 32 tokens",
		streams: 512, requests: 1600, tokens: 32, leadMs: 500, ratePerS: 200,
		sim: []string{"--ttft-ms", "50", "--itl-ms", "10", "--role-chunk", "immediate"},
	},
	{
		name: "start", what: "one request, no lead: from the start of the process to the first byte sent",
		streams: 1, requests: 1, tokens: 8,
		sim: []string{"--ttft-ms", "5", "--itl-ms", "1"},
	},
}

func scenarioNames() []string {
	names := make([]string, len(scenarios))
	for i, s := range scenarios {
		names[i] = s.name
	}
	return names
}

func chooseScenarios(list string) ([]scenario, error) {
	if list == "" {
		return scenarios, nil
	}
	var chosen []scenario
	for _, name := range strings.Split(list, ",") {
		known := false
		for _, s := range scenarios {
			if s.name == name {
				chosen, known = append(chosen, s), true
			}
		}
		if !known {
			return nil, fmt.Errorf("unknown scenario %q; known: %s", name, strings.Join(scenarioNames(), ", "))
		}
	}
	return chosen, nil
}

// shape is the load file's.
func (s scenario) shape() map[string]any {
	if s.ratePerS > 0 {
		return map[string]any{"kind": "poisson", "ratePerS": s.ratePerS, "maxInFlight": s.streams}
	}
	return map[string]any{"kind": "concurrency", "concurrency": s.streams}
}

// workload is the requests as JSON lines; an open loop's instants come from a
// seed, so that every client gets the same.
func (s scenario) workload() string {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	atUs := 0.0
	for i := range s.requests {
		intended := "null"
		if s.ratePerS > 0 {
			intended = strconv.FormatInt(int64(math.Round(atUs)), 10)
			atUs += random.ExpFloat64() / s.ratePerS * 1e6
		}
		fmt.Fprintf(&b, `{"id":"r%06d","path":"/v1/chat/completions","intendedUs":%s,"body":{"messages":[{"role":"user","content":"Question %d: %s"}],`+
			`"max_tokens":%d,"ignore_eos":true,"stream":true,"stream_options":{"include_usage":true}},"meta":{}}`+"\n",
			i+1, intended, i, strings.Repeat("what is the matter? ", 10), s.tokens)
	}
	return b.String()
}
