//go:build unix

package run

import (
	"runtime"
	"syscall"
	"time"
)

func readUsage() usage {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return usage{}
	}
	unit := int64(1024) // Linux and the BSDs count KiB
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return usage{
		user:         time.Duration(r.Utime.Nano()),
		system:       time.Duration(r.Stime.Nano()),
		peakRSSBytes: int64(r.Maxrss) * unit,
	}
}
