// Package priority lets a process that measures run before others on its cores.
package priority

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// What is in force, as reports say it.
const (
	// Normal: the process shares its cores like any other.
	Normal = "normal"
	// Nice: it is preferred, but may have to wait some milliseconds.
	Nice = "nice"
	// FIFO: it runs at once whenever it has work (SCHED_FIFO). The kernel keeps a
	// twentieth of each core for the others.
	FIFO = "fifo"
)

const (
	// fifoLevel is above every normal process and below whatever other real-time work
	// a machine may have.
	fifoLevel = 2
	niceLevel = -10
	// passes over the threads: a pass that finds new ones is followed by another.
	passes = 5
)

// Raise raises the whole process as far as this user may, and says how far that
// was; lower undoes it.
//
// All threads get the same level, on purpose: Go's threads wait for each other in
// short spinning loops (casgstatus, while sysmon holds the scan bit of a goroutine
// in a system call). Were only one of them real-time, it could spin on its core
// against the one that it has just displaced, until the kernel throttles it: stalls
// of 0.9 s were seen. Threads of one level don't displace each other.
func Raise() (reached string, lower func()) {
	fifo := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: fifoLevel}
	if forEachThread(func(id int) error { return unix.SchedSetAttr(id, &fifo, 0) }) {
		return FIFO, func() {
			normal := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_NORMAL}
			forEachThread(func(id int) error { return unix.SchedSetAttr(id, &normal, 0) })
		}
	}
	before, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err == nil && forEachThread(func(id int) error { return unix.Setpriority(unix.PRIO_PROCESS, id, niceLevel) }) {
		return Nice, func() {
			// The system call, other than the C library, returns 20 - nice.
			forEachThread(func(id int) error { return unix.Setpriority(unix.PRIO_PROCESS, id, 20-before) })
		}
	}
	return Normal, func() {}
}

// forEachThread calls set for every thread of the process; false when the first one
// refuses. Threads that are made meanwhile inherit from those that make them.
func forEachThread(set func(id int) error) bool {
	done := map[int]bool{}
	for range passes {
		found := false
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return false
		}
		for _, task := range tasks {
			id, err := strconv.Atoi(task.Name())
			if err != nil || done[id] {
				continue
			}
			// A thread that has ended since it was listed is no failure.
			if err := set(id); err != nil && err != unix.ESRCH {
				return false
			}
			done[id], found = true, true
		}
		if !found {
			break
		}
	}
	return true
}

// SharpTimers lets the timers of the calling thread, which must be locked to its
// goroutine, fire on time: by default they may be 50 µs late, to save wake-ups.
func SharpTimers() { _ = unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) }
