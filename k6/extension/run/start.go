package run

import (
	"time"

	"dyno/k6/extension/priority"
	"dyno/k6/extension/record"
)

// tick is how often clocks and garbage collector are looked at; every fifth time
// the records are flushed and a progress line is printed.
const (
	tick          = 100 * time.Millisecond
	ticksPerPrint = 5
)

// fixStart sets t0 when all connections are open: the lead lets what that left
// behind in the scheduler, the heap and the server pass.
func (r *Run) fixStart() {
	r.uncalm = calm()
	if !r.tuning.NormalPriority {
		r.priority, r.lower = priority.Raise()
	}
	r.t0Us = (r.clock.Now()+r.load.Lead().Nanoseconds())/1000 + 1
	r.watching.Go(r.watch)
}

// started is called once, as the first request goes.
func (r *Run) started() {
	r.process.begin()
	close(r.begun)
}

// watch runs beside the test until Finish.
func (r *Run) watch() {
	select {
	case <-r.begun:
	case <-r.ended:
		return
	}
	record.PrintStart(r.stdout, r.clock.Wall(r.t0Us*1000))
	if limit := r.load.MaxDuration(); limit > 0 {
		sinceStart := time.Duration(r.clock.Now() - r.t0Us*1000)
		timer := time.AfterFunc(limit-sinceStart, func() { r.stopFor(byDuration) })
		defer timer.Stop()
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-r.ended:
			return
		case <-ticker.C:
		}
		r.clock.CheckWall()
		r.process.look()
		if n%ticksPerPrint == 0 {
			r.records.Flush()
			r.progress().Print(r.stdout)
		}
	}
}

func (r *Run) progress() record.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := &r.account
	ok := int(a.outcomes["ok"])
	return record.Progress{
		TMs:     (r.clock.Now()/1000 - r.t0Us) / 1000,
		Planned: a.planned, Claimed: a.claimed, Sent: a.sent, Done: a.done,
		OK: ok, Failed: a.done - ok, InFlight: a.sent - a.done,
		OutputChunks: r.chunks.Load(), Live: a.live.Clone(),
	}
}
