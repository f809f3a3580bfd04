package script

import (
	"strings"
	"testing"

	"dyno/sim/fault"
	"dyno/sim/text"
)

func plain() Script {
	return Script{TTFTNs: 50e6, ITLNs: 3_333_333, TokensPerChunk: 1, Faults: fault.None().Request}
}

func TestDueTimesAreExactlyFirstPlusKTimesITL(t *testing.T) {
	s := plain()
	pace := NewPace(&s, 1000, 1)
	for k := range 1000 {
		if want := 1000 + s.TTFTNs + int64(k)*s.ITLNs; pace.DueNs() != want {
			t.Fatalf("token %d is due at %d, want %d", k, pace.DueNs(), want)
		}
		pace.Advance(k+1, 1, 1)
	}
}

func TestJitterRepeatsWithItsSeedAndKeepsTheMean(t *testing.T) {
	for _, kind := range []string{"lognormal", "uniform"} {
		s := plain()
		s.Jitter, s.JitterKind = 0.2, kind
		last := func(seed uint64) int64 {
			pace := NewPace(&s, 0, seed)
			for k := range 10_000 {
				pace.Advance(k+1, 1, 1)
			}
			return pace.DueNs()
		}
		if last(4) != last(4) || last(4) == last(5) {
			t.Errorf("%s: the seed does not decide the gaps", kind)
		}
		// Five standard errors of 10,000 gaps with 20 % spread are 1 %.
		if ratio := float64(last(4)) / float64(10_000*s.ITLNs); ratio < 0.99 || ratio > 1.01 {
			t.Errorf("%s: mean gap is %f of the ITL", kind, ratio)
		}
	}
}

func TestSlowdownGrowsWithRunningSequences(t *testing.T) {
	s := plain()
	s.SlowdownPerSeq = 0.5
	pace := NewPace(&s, 0, 1)
	start := pace.DueNs()
	pace.Advance(1, 1, 1)
	alone := pace.DueNs() - start
	pace.Advance(2, 1, 3)
	if shared := pace.DueNs() - start - alone; alone != s.ITLNs || shared != 2*s.ITLNs {
		t.Fatalf("alone %d, with two others %d", alone, shared)
	}
}

func TestLimitsDecideLengthAndFinishReason(t *testing.T) {
	for _, c := range []struct {
		limits Limits
		drawn  int
		tokens int
		finish string
	}{
		{Limits{}, 10, 10, "stop"},
		{Limits{MaxTokens: 10}, 10, 10, "stop"},
		{Limits{MaxTokens: 9}, 10, 9, "length"},
		{Limits{MinTokens: 20}, 10, 20, "stop"},
		{Limits{MaxTokens: 30, MinTokens: 20}, 10, 20, "stop"},
		{Limits{MaxTokens: 30, IgnoreEOS: true}, 10, 30, "length"},
	} {
		if tokens, finish := c.limits.Cut(c.drawn); tokens != c.tokens || finish != c.finish {
			t.Errorf("%+v of %d: %d %s", c.limits, c.drawn, tokens, finish)
		}
	}
}

func TestLengthsAreReadAndDrawn(t *testing.T) {
	rng := text.NewRNG(1)
	for s, bounds := range map[string][2]int{"128": {128, 128}, "64-66": {64, 66}, "mean=50": {1, 2000}} {
		length, err := ParseLength(s)
		if err != nil {
			t.Fatal(err)
		}
		for range 1000 {
			if n := length.Draw(&rng); n < bounds[0] || n > bounds[1] {
				t.Fatalf("%s drew %d", s, n)
			}
		}
	}
	for _, s := range []string{"", "0", "9-3", "mean=0", "x", "-1"} {
		if _, err := ParseLength(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}

func TestHeaderAndBodyOverrideTheScript(t *testing.T) {
	s := plain()
	if err := s.Header("ttftMs=1.5; tokens=7;fault=cut-after=2;fault=no-usage"); err != nil {
		t.Fatal(err)
	}
	if err := s.Body([]byte(`{"itlMs":2,"reasoningTokens":100000,"fault":["no-done","garbage"]}`)); err != nil {
		t.Fatal(err)
	}
	if s.TTFTNs != 1_500_000 || s.ITLNs != 2_000_000 || s.Length.Low != 7 || s.ReasoningTokens != 100_000 {
		t.Fatalf("got %+v", s)
	}
	if f := s.Faults; f.CutAfter != 2 || !f.NoUsage || !f.NoDone || f.GarbageAfter != 1 {
		t.Fatalf("got %+v", f)
	}
}

func TestAWrongOverrideIsNamed(t *testing.T) {
	for text, part := range map[string]string{
		"itlms=3": `unknown key "itlms"`, "itlMs=-1": "itlMs: must be milliseconds",
		"tokensPerChunk=0": "tokensPerChunk: must be a whole number of 1", "fault=x": "unknown fault",
		"jitter=NaN": "jitter: must be 0 to 1",
	} {
		s := plain()
		if err := s.Header(text); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: got %v", text, err)
		}
	}
}
