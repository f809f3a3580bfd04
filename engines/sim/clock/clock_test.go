package clock

import "testing"

func TestNowAgreesWithTheKernelClock(t *testing.T) {
	for range 100 {
		before := kernelNs()
		now := NowNs()
		after := kernelNs()
		// The tie is exact to half of its tightest sandwich; 20 µs is far beyond any such error.
		if now < before-20_000 || now > after+20_000 {
			t.Fatalf("NowNs %d is not between %d and %d", now, before, after)
		}
	}
}

func TestWallOffsetTurnsMonotonicIntoWallTime(t *testing.T) {
	if year2020Ns := int64(1_577_836_800_000_000_000); NowNs()+WallOffsetNs() < year2020Ns {
		t.Fatalf("wall time %d lies before 2020", NowNs()+WallOffsetNs())
	}
}
