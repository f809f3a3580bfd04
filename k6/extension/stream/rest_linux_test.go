//go:build amd64 || arm64

package stream

import "testing"

// beat lets events come at a distance for a while.
func beat(h *rhythm, now, distanceNs int64, events int) int64 {
	for range 200 {
		now += distanceNs
		h.woke(now, events)
	}
	return now
}

func TestTheRhythmFollowsTheDistanceOfEvents(t *testing.T) {
	h := rhythm{gapNs: soonNs}
	now := beat(&h, 0, 300_000, 1)
	if h.gapNs < restNs || h.gapNs > 320_000 {
		t.Errorf("single events 0.3 ms apart: %d ns", h.gapNs)
	}
	now = beat(&h, now, 300_000, 3)
	if h.gapNs >= restNs || h.gapNs < 90_000 {
		t.Errorf("three at once: %d ns", h.gapNs)
	}
	beat(&h, now, 60_000_000_000, 1)
	if h.gapNs < soonNs {
		t.Errorf("a minute apart: %d ns", h.gapNs)
	}
}

func TestRestsAreShortAndAsLongAsTheWorkAtMost(t *testing.T) {
	const woke = 1_000_000
	for worked, want := range map[int64]int64{
		0:         restNs,
		50_000:    restNs,
		150_000:   250_000,
		5_000_000: 5_000_000 + longestRestNs,
	} {
		h := rhythm{wokeNs: woke}
		if until := h.untilNs(woke + worked); until != woke+want {
			t.Errorf("after %d ns of work the rest ends %d ns after waking, want %d", worked, until-woke, want)
		}
	}
}
