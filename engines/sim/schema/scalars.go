package schema

import (
	"bytes"
	"encoding/json"
	"math"

	"dyno/sim/text"
)

// number is a value between the bounds; defaults to 0…100.
func (g *generator) number(n *node, integer bool) float64 {
	step := n.MultipleOf
	if step == 0 {
		step = 0.01
	}
	if integer {
		step = math.Max(1, math.Ceil(step))
	}
	low, high := n.bounds(step)
	if high-low < step && n.MultipleOf == 0 && !integer {
		return low + (high-low)/2
	}
	first, last := math.Ceil(low/step-1e-9), math.Floor(high/step+1e-9)
	units := first
	if span := last - first; span > 0 {
		units += math.Floor(g.rng.Float() * math.Min(span+1, 1e6))
	}
	if step == 0.01 {
		// A quotient of two exact numbers prints as "12.34"; a product would show its rounding.
		return units / 100
	}
	return units * step
}

// bounds turns the four keywords into a closed interval; step keeps away from excluded ends.
func (n *node) bounds(step float64) (low, high float64) {
	hasLow, hasHigh := true, true
	switch {
	case n.Minimum != nil:
		low = *n.Minimum
	case n.ExclusiveMinimum != nil:
		low = *n.ExclusiveMinimum
	default:
		hasLow = false
	}
	switch {
	case n.Maximum != nil:
		high = *n.Maximum
	case n.ExclusiveMaximum != nil:
		high = *n.ExclusiveMaximum
	default:
		hasHigh = false
	}
	switch {
	case !hasLow && !hasHigh:
		low, high = 0, 100*math.Max(step, 1)
	case !hasHigh:
		high = low + 100*math.Max(step, 1)
	case !hasLow:
		low = high - 100*math.Max(step, 1)
	}
	margin := math.Min(step, (high-low)/4)
	if n.ExclusiveMinimum != nil {
		low = math.Max(low, *n.ExclusiveMinimum+margin)
	}
	if n.ExclusiveMaximum != nil {
		high = math.Min(high, *n.ExclusiveMaximum-margin)
	}
	return low, high
}

// compact drops insignificant white space from a value of the schema.
func compact(raw json.RawMessage) []byte {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return raw
	}
	return out.Bytes()
}

// appendString appends s as a JSON string.
func appendString(dst []byte, s string) []byte {
	return append(text.AppendEscaped(append(dst, '"'), []byte(s)), '"')
}
