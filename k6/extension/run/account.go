package run

import (
	"dyno/k6/extension/instant"
	"dyno/k6/extension/record"
	"dyno/k6/extension/stream"
)

// account keeps the law: planned = dropped + sent, sent = the sum of outcomes once
// nothing is in flight. Its owner holds the lock.
type account struct {
	planned, claimed, sent, done int
	inFlight                     int // claimed and not yet done or given up
	outcomes                     map[stream.Outcome]int64
	reads, coalescedReads        int64
	withoutStamp                 bool // some answer's instants are read times
	withStamp                    bool
	lastEndUs                    int64
	live                         record.Live
}

func newAccount(planned int) account {
	return account{planned: planned, outcomes: map[stream.Outcome]int64{}, lastEndUs: instant.Never, live: record.NewLive()}
}

func (a *account) claim() (seq int, ok bool) {
	if a.claimed == a.planned {
		return 0, false
	}
	a.claimed++
	a.inFlight++
	return a.claimed - 1, true
}

// giveUp is for a request that was claimed and never sent: it counts as dropped.
func (a *account) giveUp() { a.inFlight-- }

func (a *account) settle(r *stream.Result) {
	a.inFlight--
	a.done++
	a.outcomes[r.Outcome]++
	a.reads += int64(r.Reads)
	a.coalescedReads += int64(r.CoalescedReads)
	if r.Reads > 0 {
		a.withStamp = a.withStamp || r.KernelClock
		a.withoutStamp = a.withoutStamp || !r.KernelClock
	}
	a.lastEndUs = max(a.lastEndUs, r.End)
	a.live.Add(r)
}

func (a *account) dropped() int { return a.planned - a.sent }

// clock is "kernel" only if that holds for every answer.
func (a *account) clock() string {
	if a.withStamp && !a.withoutStamp {
		return "kernel"
	}
	return "read"
}
