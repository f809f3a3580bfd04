package schedule

import (
	"syscall"
	"time"
)

// sleepPrecisely sleeps in the kernel, whose timer is good to some 50 µs.
func sleepPrecisely(d time.Duration) {
	left := syscall.NsecToTimespec(d.Nanoseconds())
	_ = syscall.Nanosleep(&left, nil)
}
