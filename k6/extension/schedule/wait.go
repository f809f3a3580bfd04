// Package schedule says how many virtual users a load shape needs and lets each
// request go at its instant.
package schedule

import (
	"time"

	"dyno/k6/extension/instant"
)

// coarseNs is left to the precise sleep: Go's timers may fire a millisecond late,
// because its poller waits in whole milliseconds.
const coarseNs = 2_000_000

// WaitUntil waits to an absolute instant of the clock. It returns false as soon as
// stop is closed, if that comes more than 2 ms before the instant. An instant in
// the past lets the request go at once: it is late, not lost.
func WaitUntil(clock *instant.Clock, atNs int64, stop <-chan struct{}) bool {
	if left := atNs - clock.Now() - coarseNs; left > 0 {
		timer := time.NewTimer(time.Duration(left))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-stop:
			return false
		}
	}
	select {
	case <-stop:
		return false
	default:
	}
	for {
		left := atNs - clock.Now()
		if left <= 0 {
			return true
		}
		sleepPrecisely(time.Duration(left))
	}
}
