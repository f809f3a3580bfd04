package script

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"dyno/sim/text"
)

// lengthSpread is the standard deviation over the mean of "mean=N" lengths.
const lengthSpread = 0.6

// Length draws output lengths: always Low where High equals it, else evenly
// between the two, or lognormal around Mean where that is set.
type Length struct {
	Low, High int
	Mean      float64
}

// ParseLength reads "128" (exactly), "64-256" (evenly between) or "mean=96" (lognormal).
func ParseLength(s string) (Length, error) {
	if mean, ok := strings.CutPrefix(s, "mean="); ok {
		value, err := strconv.ParseFloat(mean, 64)
		if err != nil || value < 1 || value > 1e6 {
			return Length{}, fmt.Errorf("mean must be a number of 1 to 1000000, got %q", mean)
		}
		return Length{Mean: value}, nil
	}
	lowText, highText, isRange := strings.Cut(s, "-")
	if !isRange {
		highText = lowText
	}
	low, err := strconv.Atoi(lowText)
	high, errHigh := strconv.Atoi(highText)
	if err != nil || errHigh != nil || low < 1 || high < low || high > 1e6 {
		return Length{}, fmt.Errorf(`want "128", "64-256" or "mean=96" (1 to 1000000 tokens), got %q`, s)
	}
	return Length{Low: low, High: high}, nil
}

// Draw gives the length of one answer.
func (l Length) Draw(rng *text.RNG) int {
	if l.Mean > 0 {
		return max(1, int(math.Round(l.Mean*rng.Lognormal(lengthSpread))))
	}
	return l.Low + rng.Intn(l.High-l.Low+1)
}
