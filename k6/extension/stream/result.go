// Package stream sends one request at a time over a kept connection and measures
// the answer: the instants, counts and outcome of every request.
package stream

import (
	"dyno/k6/extension/chunk"
	"dyno/k6/extension/instant"
)

// Outcome is how a request ended.
type Outcome string

// Every request that was sent has exactly one of these.
const (
	OK             Outcome = "ok"
	HTTPError      Outcome = "httpError"
	StreamError    Outcome = "streamError"
	Incomplete     Outcome = "incomplete"
	Timeout        Outcome = "timeout"
	Aborted        Outcome = "aborted"
	InFlightAtStop Outcome = "inFlightAtStop"
)

// Outcomes lists all of them in the order of reports.
var Outcomes = []Outcome{OK, HTTPError, StreamError, Incomplete, Timeout, Aborted, InFlightAtStop}

// Result is what was measured of one request. Instants are whole microseconds on
// the test's clock, rounded down, and instant.Never where they did not happen; so
// differences between them are exact. It is reused by the next request of the
// same Worker.
type Result struct {
	ConnectStart, Connected int64 // only when this request opened a connection
	Sent                    int64 // just before the first byte of the request is written
	Headers                 int64 // the response's head is complete
	FirstEvent              int64
	FirstToken, FirstAnswer int64
	LastToken               int64
	End                     int64

	Outcome Outcome
	Status  int // 0 without a response
	Finish  string
	Error   string

	Usage       chunk.Usage
	Events      int // data events, [DONE] not counted
	Chunks      int // token-bearing
	EmptyChunks int // with choices, but without text
	Choices     int // distinct indexes
	GapsUs      []uint32
	Answer      []byte // JSON string content of choice 0, nil unless asked for

	Reads          int
	CoalescedReads int   // reads with several tokens that share one instant
	LagMaxNs       int64 // receive.NoLag when no read had a kernel stamp
	KernelClock    bool  // every instant of the response comes from the kernel
	Reused         bool
	RequestBytes   int
	ResponseBytes  int64
}

func (r *Result) reset() {
	*r = Result{
		ConnectStart: instant.Never, Connected: instant.Never, Sent: instant.Never,
		Headers: instant.Never, FirstEvent: instant.Never, FirstToken: instant.Never,
		FirstAnswer: instant.Never, LastToken: instant.Never, End: instant.Never,
		Usage:    chunk.Usage{Input: -1, Output: -1, Reasoning: -1, Cached: -1},
		LagMaxNs: -1, KernelClock: true,
		GapsUs: r.GapsUs[:0], Answer: r.Answer[:0],
	}
}
