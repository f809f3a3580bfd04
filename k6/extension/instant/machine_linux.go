package instant

import "golang.org/x/sys/unix"

// MachineNs is the instant now on the machine's monotonic clock, which all its
// processes share; false where the kernel does not tell.
func MachineNs() (ns int64, known bool) {
	var now unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) != nil {
		return 0, false
	}
	return now.Nano(), true
}
