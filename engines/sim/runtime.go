package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// keepPlaceForLog lets Go run two threads even on one core: with a single place
// the loop, coming back from its wait, finds it taken by the log writer's system
// call and waits for the runtime to notice, which took up to 10 ms.
func keepPlaceForLog() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))
	}
}

// ballast is never touched, so it costs address space and no memory.
var ballast []byte

// keepHeapCalm makes garbage collections rare: the live heap is a few megabytes,
// and each collection takes time on the core that tokens are due on. A ballast,
// unlike a memory limit, cannot make the collector run without end when
// thousands of streams need more than was foreseen.
func keepHeapCalm() {
	const ballastBytes = 64 << 20
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	ballast = make([]byte, ballastBytes)
	debug.SetGCPercent(100)
	runtime.KeepAlive(ballast)
}
