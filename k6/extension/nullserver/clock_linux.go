package nullserver

import "golang.org/x/sys/unix"

// monotonicNs is the instant now on the clock that all processes share.
func monotonicNs() int64 {
	var now unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) != nil {
		return 0
	}
	return now.Nano()
}
