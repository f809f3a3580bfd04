package run

import (
	"runtime"
	"time"

	"dyno/k6/extension/record"
	"dyno/k6/extension/schedule"
)

// tick is how often clocks and garbage collector are looked at; every fifth time
// the records are flushed and a progress line is printed.
const (
	tick          = 100 * time.Millisecond
	ticksPerPrint = 5
)

// arrive counts callers at the start; the last one lets the test begin.
func (r *Run) arrive() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.arrived++
	if r.arrived == r.callers {
		r.watching.Go(r.begin)
	}
}

// begin waits for the lead, so that what starting all callers left behind in the
// scheduler and the heap is over before the first request, and sets t0.
func (r *Run) begin() {
	atNs := r.clock.Now() + r.load.Lead().Nanoseconds()
	runtime.GC()
	if !schedule.WaitUntil(r.clock, atNs, r.stop) {
		return
	}
	r.process.begin()
	r.t0Us = r.clock.Now()/1000 + 1
	close(r.begun)
	record.PrintStart(r.stdout, r.clock.Wall(r.t0Us*1000))
	if limit := r.load.MaxDuration(); limit > 0 {
		timer := time.AfterFunc(limit, func() { r.stopFor(byDuration) })
		defer timer.Stop()
	}
	r.watch()
}

// watch runs beside the test until Finish.
func (r *Run) watch() {
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
		OutputChunks: r.chunks.Load(),
	}
}
