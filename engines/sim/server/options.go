// Package server is the simulated engine: connections, the OpenAI-compatible
// API, the queue, and the streams that the script paces. All of it runs on one
// loop, so nothing here is locked.
package server

import (
	"io"

	"dyno/sim/fault"
	"dyno/sim/script"
	"dyno/sim/truth"
)

// Options is how a simulator behaves; main fills it from flags.
type Options struct {
	Host  string
	Port  int // 0: the kernel chooses
	Model string

	Script     script.Script
	Faults     fault.Process
	FaultEvery int // the script's faults hit each Nth generation request

	RoleChunk        string // "immediate", "with-first" or "none"
	FinishChunk      string // "with-last" or "own"
	ReasoningField   string // "reasoning" or "reasoning_content"
	CloseAfterStream bool
	MaxNumSeqs       int // 0: no limit

	StartDelayMs int
	StartMode    string // "503" or "refuse" until the delay is over
	ExitOnStart  bool
	ExitCode     int
	PauseAtMs    int // after the first generation request
	PauseMs      int

	Version string // what GET /version says
	Sources string
	Truth   *truth.Log
	Log     io.Writer // what an engine would print
}
