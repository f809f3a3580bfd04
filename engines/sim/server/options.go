// Package server is the simulated engine: connections, the OpenAI-compatible
// API, the queue, and the streams that the script paces. All of it runs on one
// loop, so nothing here is locked.
package server

import (
	"cmp"
	"hash/fnv"
	"io"

	"fmt"

	"dyno/sim/fault"
	"dyno/sim/personality"
	"dyno/sim/script"
	"dyno/sim/truth"
)

// Options is how a simulator behaves; main fills it from flags.
type Options struct {
	Host  string
	Port  int // 0: the kernel chooses
	Model string

	Personality *personality.Personality // nil: the simulator itself
	Settings    personality.Settings     // but for what stands here and in the script
	PrefixCache *bool                    // nil: as the engine does

	Script     script.Script
	Faults     fault.Process
	FaultEvery int // the script's faults hit each Nth generation request

	// Empty ones are as the personality has them.
	RoleChunk         string // "immediate", "with-first" or "none"
	FinishChunk       string // "with-last" or "own"
	ReasoningField    string // "reasoning" or "reasoning_content"
	CloseAfterStream  bool
	SchemaEnforcement string // "on", "off", or "native": only in the engine's own spelling
	MaxNumSeqs        int    // 0: no limit

	StartDelayMs int
	StartMode    string // "503", "refuse" or "bound" until the delay is over
	ExitOnStart  bool
	ExitCode     int
	PauseAtMs    int // after the first generation request
	PauseMs      int

	Version string // what GET /version says
	Sources string
	Truth   *truth.Log
	Log     io.Writer // what an engine would print
}

// resolve fills in what the flags left to the personality.
func (o *Options) resolve() {
	if o.Personality == nil {
		o.Personality = personality.Find("sim")
	}
	style := o.Personality.Style
	o.RoleChunk = cmp.Or(o.RoleChunk, style.RoleChunk)
	o.FinishChunk = cmp.Or(o.FinishChunk, style.FinishChunk)
	o.ReasoningField = cmp.Or(o.ReasoningField, style.ReasoningField)
	o.StartMode = cmp.Or(o.StartMode, style.StartMode)
	o.SchemaEnforcement = cmp.Or(o.SchemaEnforcement, "on")
	o.CloseAfterStream = o.CloseAfterStream || style.CloseAfter
	o.Settings.PrefixCache = style.PrefixCache
	if o.PrefixCache != nil {
		o.Settings.PrefixCache = *o.PrefixCache
	}
	o.Settings.KVCacheDtype = cmp.Or(o.Settings.KVCacheDtype, "auto")
	o.Settings.MemoryShare = cmp.Or(o.Settings.MemoryShare, 0.9)
	o.Settings.MaxNumSeqs = o.MaxNumSeqs
	o.Settings.StreamInterval = o.Script.TokensPerChunk
}

// fingerprint changes with the settings, as vLLM's does.
func (o *Options) fingerprint() string {
	hash := fnv.New32a()
	fmt.Fprintf(hash, "%+v", o.Settings)
	return fmt.Sprintf("%08x", hash.Sum32())
}
