// Package instant is the one clock of a test: monotonic, with the offset to wall
// time, in which the kernel stamps received data.
package instant

import (
	"sync/atomic"
	"time"
)

// Never marks an instant that did not happen.
const Never = int64(-1 << 62)

// stepNs is how far the wall clock may seem to move against the monotonic clock
// before it counts as a step: slewing moves both alike, so what is left is noise
// of reading two clocks one after the other.
const stepNs = 20_000

// Clock counts nanoseconds since it was made, on the monotonic clock. It is safe
// for concurrent use.
type Clock struct {
	base   time.Time
	wall   func() int64 // Unix ns
	offset atomic.Int64 // wall time (Unix ns) at instant 0
	first  int64
	step   atomic.Int64 // largest distance of the offset from the first one, with its sign

	machine      int64 // the machine's monotonic clock at instant 0
	machineKnown bool
}

// NewClock starts a clock at 0.
func NewClock() *Clock {
	return newClock(func() int64 { return time.Now().UnixNano() })
}

// newClock takes the wall time from a function.
func newClock(wall func() int64) *Clock {
	c := &Clock{base: time.Now(), wall: wall}
	c.first = c.measure(wall)
	_, c.machineKnown = MachineNs()
	c.machine = c.measure(func() int64 { ns, _ := MachineNs(); return ns })
	c.offset.Store(c.first)
	return c
}

// Now is the instant now, in ns.
func (c *Clock) Now() int64 { return int64(time.Since(c.base)) }

// FromWall converts wall time (Unix ns) to an instant.
func (c *Clock) FromWall(unixNs int64) int64 { return unixNs - c.offset.Load() }

// Wall converts an instant to wall time (Unix ns).
func (c *Clock) Wall(at int64) int64 { return at + c.offset.Load() }

// Time converts an instant to a time for deadlines.
func (c *Clock) Time(at int64) time.Time { return c.base.Add(time.Duration(at)) }

// CheckWall measures the offset again, so that a step of the wall clock is found
// and later stamps are converted with the new offset. Call it a few times a second.
func (c *Clock) CheckWall() {
	offset := c.measure(c.wall)
	if moved := offset - c.offset.Load(); moved > stepNs || moved < -stepNs {
		c.offset.Store(offset)
	}
	moved := c.offset.Load() - c.first
	if abs(moved) > abs(c.step.Load()) {
		c.step.Store(moved)
	}
}

// StepNs is how far the wall clock was stepped while the clock ran, 0 if it was not.
func (c *Clock) StepNs() int64 { return c.step.Load() }

// Machine converts an instant to the machine's monotonic clock, in ns; false where
// that is not known. The two run alike, so their offset is measured once.
func (c *Clock) Machine(at int64) (ns int64, known bool) { return at + c.machine, c.machineKnown }

// measure reads another clock between two readings of this one, which gives the
// other's time at instant 0. It keeps the try with the narrowest bracket, so that a
// preemption between them does no harm.
func (c *Clock) measure(other func() int64) int64 {
	best, narrowest := int64(0), int64(1<<62)
	for range 16 {
		before := c.Now()
		read := other()
		after := c.Now()
		if width := after - before; width < narrowest {
			best, narrowest = read-(before+after)/2, width
		}
	}
	return best
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
