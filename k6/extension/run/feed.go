package run

import (
	"dyno/k6/extension/record"
	"dyno/k6/extension/stream"
)

// feed is a test as a reactor sees it, or one worker's part of it.
type feed struct {
	run  *Run
	line []byte
}

// Next is stream.Feed, as all that follow.
func (f *feed) Next() (stream.Request, int64, bool) { return f.run.claim() }

func (f *feed) Stopped() bool { return f.run.stopping.Load() }

func (f *feed) GiveBack() { f.run.giveBack() }

func (f *feed) Sending() bool { return f.run.sending() }

// Done writes the record of a request and settles it.
func (f *feed) Done(lane int, request *stream.Request, result *stream.Result) {
	r := f.run
	intendedUs := r.items[request.Index].IntendedUs
	if intendedUs != nil && result.Sent >= r.t0Us {
		r.lateness.Add((result.Sent - r.t0Us - *intendedUs) * 1000)
	}
	about := record.Request{ID: request.ID, Seq: request.Index, VU: lane + 1, IntendedUs: intendedUs}
	f.line = record.Append(f.line[:0], about, result, r.t0Us, r.load.KeepAnswer)
	r.records.Write(f.line)
	r.settle(result)
}

func (r *Run) settle(result *stream.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.account.settle(result)
	if r.account.inFlight == 0 && (r.stopping.Load() || r.account.claimed == r.account.planned) {
		r.process.end()
	}
}
