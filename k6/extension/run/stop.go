package run

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"dyno/k6/extension/histogram"
	"dyno/k6/extension/record"
	"dyno/k6/extension/stream"
)

// Why a test ended, as the report says it.
const (
	byDone     = "done"
	byDuration = "duration"
	bySignal   = "signal"
)

// Stop ends the test from outside: no request is claimed any more, those in flight
// have the drain time.
func (r *Run) Stop() { r.stopFor(bySignal) }

// Cancel ends the test and every request in flight at once.
func (r *Run) Cancel() {
	r.stopFor(bySignal)
	r.cancelAll()
}

func (r *Run) stopFor(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopping.Swap(true) {
		return
	}
	r.reason = reason
	close(r.stop)
	time.AfterFunc(r.load.Drain(), r.cancelAll)
}

func (r *Run) cancelAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancelled = true
	for _, p := range r.players {
		p.Cancel()
	}
}

// Finish writes the report. It is called when Play has come back; further calls
// return the same.
func (r *Run) Finish() error {
	r.finish.Do(func() {
		close(r.ended)
		r.watching.Wait()
		r.process.end()
		if r.hasBegun() {
			r.progress().Print(r.stdout) // the last line counts everything
		}
		r.release()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.lower()
		r.uncalm()
		r.clock.CheckWall()
		err := r.records.Close()
		if err != nil {
			err = fmt.Errorf("records %s: %w", r.load.Records, err)
		}
		report := r.report()
		r.failure = errors.Join(err, report.WriteFile(r.load.ClientReport))
	})
	return r.failure
}

func (r *Run) report() *record.Report {
	a := &r.account
	report := &record.Report{
		Version: 1, Clock: a.clock(),
		Planned: a.planned, Dropped: a.dropped(), Sent: a.sent, Outcomes: map[string]int64{},
		Reads: a.reads, CoalescedReads: a.coalescedReads,
		ReaderLagUs: spread(&r.lags), SendLatenessUs: spread(&r.lateness),
		WallStepUs: float64(r.clock.StepNs()) / 1000,
		Priority:   r.priority,
		GoVersion:  runtime.Version(), K6Version: r.versions.K6, ClientVersion: r.versions.Client,
		StoppedBy: r.stoppedBy(),
	}
	for _, outcome := range stream.Outcomes {
		report.Outcomes[string(outcome)] = a.outcomes[outcome]
	}
	r.process.fill(report)
	if r.hasBegun() {
		t0 := strconv.FormatInt(r.clock.Wall(r.t0Us*1000), 10)
		report.T0UnixNs = &t0
		if ns, known := r.clock.Machine(r.t0Us * 1000); known {
			machine := strconv.FormatInt(ns, 10)
			report.T0MonotonicNs = &machine
		}
	}
	if a.done > 0 {
		end := a.lastEndUs - r.t0Us
		report.EndUs = &end
	}
	return report
}

func (r *Run) hasBegun() bool {
	select {
	case <-r.begun:
		return true
	default:
		return false
	}
}

// stoppedBy: a test that ended early without a word was stopped by a signal.
func (r *Run) stoppedBy() string {
	switch {
	case r.account.done == r.account.planned:
		return byDone
	case r.reason == "":
		return bySignal
	}
	return r.reason
}

func spread(h *histogram.Histogram) *record.Spread {
	if h.Count() == 0 {
		return nil
	}
	us := func(ns int64) float64 { return float64(ns) / 1000 }
	return &record.Spread{P50: us(h.Quantile(0.50)), P99: us(h.Quantile(0.99)), Max: us(h.Max())}
}
