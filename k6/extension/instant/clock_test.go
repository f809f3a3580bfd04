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
	c := NewClock()
	c.CheckWall()
	if c.StepNs() != 0 {
		t.Errorf("a step of %d ns without any", c.StepNs())
	}
	// As if the wall clock had stood an hour behind when the clock was made.
	const hour = int64(time.Hour)
	c.first -= hour
	c.offset.Store(c.first)
	c.CheckWall()
	if step := c.StepNs(); step < hour-stepNs || step > hour+stepNs {
		t.Errorf("step %d ns", step)
	}
	if at := c.FromWall(time.Now().UnixNano()); at > c.Now()+stepNs || at < c.Now()-stepNs-int64(time.Second) {
		t.Errorf("a stamp of now is instant %d at %d", at, c.Now())
	}
}
