//go:build amd64 || arm64

package stream

import "golang.org/x/sys/unix"

const (
	// restNs is how far apart wake-ups are when events come closer than that. Two
	// tokens of one stream come many times further apart than this.
	restNs = 200_000
	// longestRestNs bounds the rest after a long spell of work, which keeps the
	// client's share of its core near a half.
	longestRestNs = 500_000
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
	gap := min(now-h.wokeNs, smoothing*restNs) / int64(events)
	h.gapNs += (gap - h.gapNs) / smoothing
	h.wokeNs = now
}

// untilNs is the instant before which there is no hurry to look for events.
func (h *rhythm) untilNs(now int64) int64 {
	if h.gapNs >= restNs {
		return now
	}
	worked := min(now-h.wokeNs, longestRestNs)
	return max(h.wokeNs+restNs, now+worked)
}

// rest waits as long as the rhythm says, unless something else is due before. Where
// reads have no stamp of the kernel, there is no rest: they would be late.
func (r *Reactor) rest() {
	if !r.reader.Stamped() {
		return
	}
	now := r.options.Clock.Now()
	pause := r.rhythm.untilNs(now) - now
	if next := r.timeoutNs(); next >= 0 {
		pause = min(pause, next)
	}
	if pause > 0 {
		span := unix.NsecToTimespec(pause)
		_ = unix.Nanosleep(&span, nil)
	}
}
