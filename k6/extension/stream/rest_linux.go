//go:build amd64 || arm64

package stream

import "dyno/k6/extension/receive"

const (
	// restNs is how far apart wake-ups are when events come closer than that. Two
	// tokens of one stream come many times further apart than this.
	restNs = 200_000
	// longestRestNs bounds the rest after a long spell of work. With 0.5 ms, 64 streams
	// at full speed cost a tenth less CPU and were 0.6 ms wrong in TTFT.
	longestRestNs = 100_000
	// soonNs is how far apart events are in busy times.
	soonNs = 5_000_000
	// smoothing is the weight of the past in the mean distance of events.
	smoothing = 16
)

// rhythm moderates wake-ups under dense traffic. Instants come from the kernel, so
// nothing is lost by taking several arrivals at once; waking up for each is most of
// what a client costs.
type rhythm struct {
	wokeNs int64 // when the last events came
	gapNs  int64 // smoothed distance between events
}

// woke notes that events came.
func (h *rhythm) woke(now int64, events int) {
	gap := min(now-h.wokeNs, smoothing*soonNs) / int64(events)
	h.gapNs += (gap - h.gapNs) / smoothing
	h.wokeNs = now
}

// untilNs is the instant before which there is no hurry to look for events, under
// dense traffic.
func (h *rhythm) untilNs(now int64) int64 {
	worked := min(now-h.wokeNs, longestRestNs)
	return max(h.wokeNs+restNs, now+worked)
}

// wait returns the next events. Under dense traffic it rests first, unless something
// else is due before, or reads have no stamp of the kernel: they would be late.
func (r *Reactor) wait() ([]receive.Event, error) {
	if now := r.options.Clock.Now(); r.reader.Stamped() && r.rhythm.gapNs < restNs {
		pause := r.rhythm.untilNs(now) - now
		if next := r.timeoutNs(); next >= 0 {
			pause = min(pause, next)
		}
		if pause > 0 {
			r.poller.Pause(pause)
		}
	}
	next := r.timeoutNs()
	if r.rhythm.gapNs < soonNs {
		soon := int64(soonNs)
		if next >= 0 {
			soon = min(soon, next)
		}
		if events, err := r.poller.WaitShortly(soon); events != nil || err != nil || soon == next {
			return events, err
		}
		next = r.timeoutNs()
	}
	return r.poller.Wait(next)
}
