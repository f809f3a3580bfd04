// Package clock reads CLOCK_MONOTONIC, the clock of every instant in the truth log.
package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Go's own monotonic reading is CLOCK_MONOTONIC through the vDSO (tens of
// nanoseconds) but counts from an unknown start; clock_gettime gives the
// kernel's number but is a system call. The two are tied together once.
var anchor, anchorNs = tie()

// NowNs is the kernel's CLOCK_MONOTONIC in nanoseconds, the same number that
// clock_gettime gives any other process of this machine (within about 0.1 µs).
func NowNs() int64 {
	return anchorNs + int64(time.Since(anchor))
}

// WallOffsetNs is CLOCK_REALTIME minus CLOCK_MONOTONIC now; it changes when
// somebody sets the clock, so it is sampled for each use.
func WallOffsetNs() int64 {
	now := time.Now()
	return now.UnixNano() - (anchorNs + int64(now.Sub(anchor)))
}

// tie takes the tightest of many sandwiches of Go's clock between two system calls.
func tie() (time.Time, int64) {
	const attempts = 100
	bestNs := int64(1 << 62)
	var at time.Time
	var monoNs int64
	for range attempts {
		before := kernelNs()
		now := time.Now()
		after := kernelNs()
		if after-before < bestNs {
			bestNs, at, monoNs = after-before, now, before+(after-before)/2
		}
	}
	return at, monoNs
}

func kernelNs() int64 {
	var t unix.Timespec
	// It cannot fail for this clock on Linux; a zero would show at once in the tests.
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}
