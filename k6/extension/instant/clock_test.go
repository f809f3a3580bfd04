package instant

import (
	"testing"
	"time"
)

func TestInstantsRiseAndConvertToWallTimeAndBack(t *testing.T) {
	c := NewClock()
	before := time.Now()
	at := c.Now()
	after := time.Now()
	if later := c.Now(); later < at {
		t.Errorf("%d after %d", later, at)
	}
	if c.FromWall(c.Wall(at)) != at {
		t.Error("there and back is another instant")
	}
	if wall := c.Wall(at); wall < before.UnixNano()-stepNs || wall > after.UnixNano()+stepNs {
		t.Errorf("wall time %d is not between %d and %d", wall, before.UnixNano(), after.UnixNano())
	}
	if deadline := c.Time(at); deadline.Before(before) || deadline.After(after) {
		t.Errorf("time %v is not between %v and %v", deadline, before, after)
	}
}

func TestAStepOfTheWallClockIsFoundAndLaterStampsFollowIt(t *testing.T) {
	for _, step := range []time.Duration{time.Hour, -5 * time.Second, 200 * time.Microsecond} {
		ahead := int64(0)
		c := newClock(func() int64 { return time.Now().UnixNano() + ahead })
		c.CheckWall()
		if c.StepNs() != 0 {
			t.Errorf("a step of %d ns without any", c.StepNs())
		}
		ahead = step.Nanoseconds()
		c.CheckWall()
		if found := c.StepNs(); abs(found-ahead) > stepNs {
			t.Errorf("step of %v: found %d ns", step, found)
		}
		before := c.Now()
		if at := c.FromWall(c.wall()); at < before-stepNs || at > c.Now()+stepNs {
			t.Errorf("a stamp of now is instant %d at %d", at, before)
		}
		// A clock that is set back again has been stepped all the same.
		ahead = 0
		c.CheckWall()
		if found := c.StepNs(); abs(found-step.Nanoseconds()) > stepNs {
			t.Errorf("step of %v and back: found %d ns", step, found)
		}
	}
}

func TestAnInstantIsKnownOnTheMachinesClockWhateverTheWallClockDoes(t *testing.T) {
	ahead := int64(0)
	c := newClock(func() int64 { return time.Now().UnixNano() + ahead })
	ahead = time.Hour.Nanoseconds()
	c.CheckWall()
	before, known := MachineNs()
	at, converted := c.Machine(c.Now())
	after, _ := MachineNs()
	if known != converted {
		t.Fatalf("known to the machine: %v, to the clock: %v", known, converted)
	}
	if known && (at < before-stepNs || at > after+stepNs) {
		t.Errorf("%d is not between %d and %d", at, before, after)
	}
}

func TestAWallClockThatOnlyTremblesIsNotStepped(t *testing.T) {
	tremble := int64(0)
	c := newClock(func() int64 { return time.Now().UnixNano() + tremble })
	for i := range 50 {
		tremble = int64(i%3-1) * stepNs / 4
		c.CheckWall()
	}
	if c.StepNs() != 0 {
		t.Errorf("a step of %d ns", c.StepNs())
	}
}
