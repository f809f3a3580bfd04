package run

import (
	"context"

	"dyno/k6/extension/record"
	"dyno/k6/extension/schedule"
	"dyno/k6/extension/stream"
)

// Caller is one virtual user's place in a test: its connection and its buffers.
type Caller struct {
	run    *Run
	vu     uint64
	worker *stream.Worker
	line   []byte
	waited bool // has been at the start
}

// NewCaller makes a place for a virtual user.
func (r *Run) NewCaller(vu uint64) *Caller {
	worker := stream.NewWorker(stream.Options{
		Target: r.target, Clock: r.clock, Lags: &r.lags, Chunks: &r.chunks, KeepAnswer: r.load.KeepAnswer,
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.workers = append(r.workers, worker)
	if r.cancelled {
		worker.Cancel()
	}
	return &Caller{run: r, vu: vu, worker: worker}
}

// Next claims the next request of the test, sends it at its instant, and writes
// its record. It returns false when there is nothing more to send. The first call
// of every caller waits for all the others and then for the start. When ctx ends,
// the test stops as by Stop, and the request in flight still has the drain time.
func (c *Caller) Next(ctx context.Context) bool {
	r := c.run
	unwatch := context.AfterFunc(ctx, r.Stop)
	defer unwatch()
	if !c.waited {
		c.waited = true
		r.arrive()
		select {
		case <-r.begun:
		case <-r.stop:
			return false
		}
	}
	seq, ok := r.claim()
	if !ok {
		return false
	}
	item := &r.items[seq]
	intendedUs := item.IntendedUs
	if intendedUs != nil && !schedule.WaitUntil(r.clock, (r.t0Us+*intendedUs)*1000, r.stop) {
		r.giveUp()
		return false
	}
	if !r.markSent() {
		return false
	}
	result := c.worker.Do(&stream.Request{
		ID: item.ID, Head: item.Head, Body: item.Body, Choices: item.Choices, Timeout: r.load.RequestTimeout(),
	})
	if intendedUs != nil && result.Sent >= r.t0Us {
		r.lateness.Add((result.Sent - r.t0Us - *intendedUs) * 1000)
	}
	request := record.Request{ID: item.ID, Seq: seq, VU: c.vu, IntendedUs: intendedUs}
	c.line = record.Append(c.line[:0], request, result, r.t0Us, r.load.KeepAnswer)
	r.records.Write(c.line)
	r.settle(result)
	return true
}

func (r *Run) claim() (int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopping {
		return 0, false
	}
	return r.account.claim()
}

func (r *Run) giveUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.account.giveUp()
}

// markSent is false when the test was stopped since the claim.
func (r *Run) markSent() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopping {
		r.account.giveUp()
		return false
	}
	r.account.sent++
	return true
}

func (r *Run) settle(result *stream.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.account.settle(result)
	if r.account.inFlight == 0 && (r.stopping || r.account.claimed == r.account.planned) {
		r.process.end()
	}
}
