package loop

import (
	"math/rand/v2"
	"slices"
	"testing"

	"dyno/sim/clock"
)

// run serves until stop is called within a handler or timer.
func run(t *testing.T, prepare func(l *Loop)) {
	t.Helper()
	l, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	prepare(l)
	if err = l.Run(); err != nil {
		t.Fatal(err)
	}
}

func TestTimersFireInTheOrderOfTheirDueTimesAndNeverEarly(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var fired []int64
	startNs := clock.NowNs()
	run(t, func(l *Loop) {
		timers := make([]*Timer, 500)
		for i := range timers {
			timer := &Timer{}
			timer.Fire = func() {
				if timer.DueNs > clock.NowNs() || timer.Armed() {
					t.Errorf("due %d, now %d, armed %v", timer.DueNs, clock.NowNs(), timer.Armed())
				}
				fired = append(fired, timer.DueNs)
			}
			timers[i] = timer
			l.At(timer, startNs+rng.Int64N(20e6))
		}
		for i, timer := range timers {
			switch i % 5 {
			case 0:
				l.Cancel(timer)
				l.Cancel(timer)
			case 1:
				l.At(timer, startNs+rng.Int64N(20e6))
			}
		}
		l.At(&Timer{Fire: l.Stop}, startNs+21e6)
	})
	if len(fired) != 400 || !slices.IsSorted(fired) {
		t.Fatalf("%d timers fired, in order: %v", len(fired), slices.IsSorted(fired))
	}
}

func TestEqualDueTimesTakeTurns(t *testing.T) {
	var order []int
	run(t, func(l *Loop) {
		for i := range 3 {
			timer := &Timer{}
			timer.Fire = func() {
				if order = append(order, i); len(order) == 300 {
					l.Stop()
				}
				l.At(timer, 1)
			}
			l.At(timer, 1)
		}
	})
	for i, who := range order {
		if who != i%3 {
			t.Fatalf("turn %d went to %d", i, who)
		}
	}
}

func TestAPostWakesASleepingLoopAndAFrozenOne(t *testing.T) {
	run(t, func(l *Loop) {
		go l.Post(func() {
			// An hour would be the test's time-out; the second Post ends it.
			go l.Post(l.Stop)
			l.Freeze(clock.NowNs() + 3_600e9)
		})
	})
}
