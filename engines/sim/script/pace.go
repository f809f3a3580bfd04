package script

import (
	"math"

	"dyno/sim/text"
)

// Pace gives the due instants of one request, CLOCK_MONOTONIC in nanoseconds.
// Without jitter and slowdown they are exactly first + k·ITL, so nothing that
// happens while streaming can shift a later token.
type Pace struct {
	script  *Script
	rng     text.RNG
	firstNs int64
	dueNs   int64
	varies  bool
}

// NewPace starts the clock of a request whose work began at startNs.
func NewPace(s *Script, startNs int64, seed uint64) Pace {
	p := Pace{script: s, rng: text.NewRNG(seed), varies: s.Jitter > 0 || s.SlowdownPerSeq > 0}
	p.firstNs = startNs + p.scaled(s.TTFTNs, 1)
	p.dueNs = p.firstNs
	return p
}

// DueNs is when the next chunk is due.
func (p *Pace) DueNs() int64 { return p.dueNs }

// Advance moves past a chunk: position is the index of the next chunk's first
// token, tokens how many the last chunk carried, slots the running sequences.
func (p *Pace) Advance(position, tokens, slots int) {
	if !p.varies {
		p.dueNs = p.firstNs + int64(position)*p.script.ITLNs
		return
	}
	for range tokens {
		p.dueNs += p.scaled(p.script.ITLNs, 1+p.script.SlowdownPerSeq*float64(max(slots-1, 0)))
	}
}

// Shift moves all that is still due, after a pause of everything.
func (p *Pace) Shift(ns int64) {
	p.firstNs += ns
	p.dueNs += ns
}

func (p *Pace) scaled(ns int64, factor float64) int64 {
	if !p.varies {
		return ns
	}
	if p.script.JitterKind == "uniform" {
		factor *= p.rng.Uniform(p.script.Jitter)
	} else {
		factor *= p.rng.Lognormal(p.script.Jitter)
	}
	return int64(math.Round(float64(ns) * factor))
}
