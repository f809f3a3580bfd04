// Package script is what a request is to do and when: lengths, timing and their
// seeded variation.
package script

import (
	"dyno/sim/fault"
)

// MaxTokensPerChunk keeps a chunk within one frame of the transfer encoding.
const MaxTokensPerChunk = 1000

// Script is the behaviour of a request. The command line gives the default; a
// request may override parts of it.
type Script struct {
	TTFTNs          int64 // complete request to first token
	ITLNs           int64 // from one token to the next
	TokensPerChunk  int
	Length          Length // answer tokens, before the request's own limits
	ReasoningTokens int    // before the answer, within the limits too
	Jitter          float64
	JitterKind      string // "lognormal" or "uniform"
	SlowdownPerSeq  float64
	Seed            uint64
	Faults          fault.Request
}

// Limits are what a request says about its length; 0 is "not said".
type Limits struct {
	MaxTokens int
	MinTokens int
	IgnoreEOS bool
}

// Cut applies the limits to the tokens that the script would write. finish is
// "length" where they ended it, else "stop".
func (l Limits) Cut(drawn int) (tokens int, finish string) {
	if l.IgnoreEOS && l.MaxTokens > 0 {
		return l.MaxTokens, "length"
	}
	tokens = max(drawn, l.MinTokens, 1)
	if l.MaxTokens > 0 && tokens > l.MaxTokens {
		return l.MaxTokens, "length"
	}
	return tokens, "stop"
}
