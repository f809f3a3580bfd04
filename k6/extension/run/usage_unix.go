//go:build unix

package run

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

func readUsage() usage {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return usage{}
	}
	return usage{user: time.Duration(r.Utime.Nano()), system: time.Duration(r.Stime.Nano())}
}

// peakRSSBytes reads the mark of our own memory where there is one: on Linux
// ru_maxrss is at least the size that the parent had when it started us.
func peakRSSBytes() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err == nil {
		for line := range bytes.Lines(status) {
			if fields := bytes.Fields(line); len(fields) > 1 && string(fields[0]) == "VmHWM:" {
				kB, _ := strconv.ParseInt(string(fields[1]), 10, 64)
				return kB * 1024
			}
		}
	}
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	if runtime.GOOS == "darwin" {
		return int64(r.Maxrss) // bytes there, KiB elsewhere
	}
	return int64(r.Maxrss) * 1024
}
