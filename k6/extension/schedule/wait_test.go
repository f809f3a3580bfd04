package schedule

import (
	"testing"
	"time"

	"dyno/k6/extension/instant"
)

func TestAnInstantIsNeverReachedEarly(t *testing.T) {
	clock := instant.NewClock()
	for _, wait := range []time.Duration{-time.Hour, 0, 300 * time.Microsecond, 5 * time.Millisecond} {
		at := clock.Now() + wait.Nanoseconds()
		if !WaitUntil(clock, at, nil) || clock.Now() < at {
			t.Errorf("waiting %v ended %d ns early", wait, at-clock.Now())
		}
	}
}

func TestAStopEndsALongWait(t *testing.T) {
	clock := instant.NewClock()
	stop := make(chan struct{})
	time.AfterFunc(time.Millisecond, func() { close(stop) })
	if WaitUntil(clock, clock.Now()+time.Hour.Nanoseconds(), stop) {
		t.Error("the instant came an hour early")
	}
}

func TestNothingIsSentAfterAStop(t *testing.T) {
	clock := instant.NewClock()
	stop := make(chan struct{})
	close(stop)
	if WaitUntil(clock, clock.Now()-1, stop) {
		t.Error("a late request was let go after the stop")
	}
}
