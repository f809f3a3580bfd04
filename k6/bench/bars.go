package main

import (
	"fmt"
	"io"
)

// bar is one limit that the load generator has to keep, and what it reached.
type bar struct {
	What    string   `json:"what"`
	Limit   float64  `json:"limit"`
	Reached *float64 `json:"reached"` // null when it was not measured
	Met     bool     `json:"met"`
	// SharedCore is the largest share of the client's core that went to others while
	// the clients that are compared ran; above a fifth, cost and lateness say little.
	SharedCore float64 `json:"sharedCore"`
}

const muchShared = 0.2

// judge compares Dyno through k6 with the bars.
func judge(all []measured) []bar {
	of := map[string]*measured{}
	shared := map[string]float64{}
	for i := range all {
		if all[i].Client == "dyno" || all[i].Client == "floor" {
			shared[all[i].Scenario] = max(shared[all[i].Scenario], all[i].Machine.OthersShare)
		}
		if all[i].Client == "dyno" {
			of[all[i].Scenario] = &all[i]
		}
	}
	var bars []bar
	add := func(scenario, what string, limit float64, value func(*measured) *float64) {
		one := bar{What: scenario + ": " + what, Limit: limit, SharedCore: shared[scenario]}
		if m := of[scenario]; m != nil {
			one.Reached = value(m)
			one.Met = one.Reached != nil && *one.Reached <= limit
		}
		bars = append(bars, one)
	}
	add("steady", "TTFT error p50, ms", 0.1, func(m *measured) *float64 { return p50(m.Errors.TTFT) })
	add("steady", "TTFT error p99, ms", 0.3, func(m *measured) *float64 { return p99(m.Errors.TTFT) })
	add("steady", "TPOT error p99, ms", 0.01, func(m *measured) *float64 { return p99(m.Errors.TPOT) })
	add("steady", "chunk-gap error p99, ms", 0.2, func(m *measured) *float64 { return p99(m.Errors.Gap) })
	add("starved", "TTFT error p99, ms", 1, func(m *measured) *float64 { return p99(m.Errors.TTFT) })
	add("wide", "TTFT error p99, ms", 1, func(m *measured) *float64 { return p99(m.Errors.TTFT) })
	add("wide", "peak memory, MB", 120, func(m *measured) *float64 { return &m.PeakMemoryMB })
	add("poisson200", "send lateness p99, ms", 0.3, func(m *measured) *float64 { return p99(m.Lateness) })
	for _, scenario := range []string{"steady", "max"} {
		add(scenario, "CPU per million chunks ÷ floor, whole process", 0.9, func(m *measured) *float64 { return m.ShareOfFloor })
		add(scenario, "CPU per million chunks ÷ floor, load only", 0.9, func(m *measured) *float64 { return m.LoadOfFloor })
	}
	add("start", "process start to first byte sent, s", 0.2, func(m *measured) *float64 { return &m.StartS })
	return bars
}

func p50(q *quantile) *float64 {
	if q == nil {
		return nil
	}
	return &q.P50
}

func p99(q *quantile) *float64 {
	if q == nil {
		return nil
	}
	return &q.P99
}

func printBars(w io.Writer, bars []bar) {
	lines := [][]string{{"bar (dyno)", "limit", "reached", "verdict"}}
	for _, b := range bars {
		verdict := map[bool]string{true: "met", false: "MISSED"}[b.Met]
		if !b.Met && b.SharedCore > muchShared {
			verdict += fmt.Sprintf(" (others had up to %.0f %% of the core)", b.SharedCore*100)
		}
		if b.Reached == nil {
			verdict = "not measured"
		}
		lines = append(lines, []string{b.What, fmt.Sprintf("%g", b.Limit), number("%.3f", b.Reached), verdict})
	}
	_, _ = fmt.Fprintln(w)
	printAligned(w, lines)
}
