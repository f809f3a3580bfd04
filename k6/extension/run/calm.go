package run

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	// roomBytes is what the heap may grow during the load before it is collected.
	// Next to nothing is allocated then, so that usually there is no collection.
	roomBytes = 48 << 20
	// leastProcs lets the reactor's thread come back from waiting in the kernel
	// without waiting for another goroutine's turn, also on one core.
	leastProcs = 4
)

// calm empties the heap and makes collections rare; GOGC and GOMAXPROCS of the
// environment win. The result undoes it.
func calm() (undo func()) {
	if procs := runtime.GOMAXPROCS(0); procs < leastProcs && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(leastProcs)
	}
	debug.FreeOSMemory()
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	before := debug.SetGCPercent(max(100, int(roomBytes*100/max(1, memory.HeapAlloc))))
	return func() { debug.SetGCPercent(before) }
}
