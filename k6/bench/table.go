package main

import (
	"fmt"
	"io"
	"strings"
)

// shareOfFloor puts the clients of one scenario in relation to the minimal reader.
func shareOfFloor(rows []measured) {
	floor := 0.0
	for _, m := range rows {
		if m.Client == "floor" {
			floor = m.CPUPerMillion
		}
	}
	if floor == 0 {
		return
	}
	for i := range rows {
		share := rows[i].CPUPerMillion / floor
		rows[i].ShareOfFloor = &share
		if rows[i].LoadCPU != nil {
			load := *rows[i].LoadCPU / floor
			rows[i].LoadOfFloor = &load
		}
	}
}

var header = []string{
	"client", "chunks/CPU-s", "CPU s/M", "÷ floor", "load only", "÷ floor", "MB", "TTFT err p50", "p99", "TPOT p50", "p99",
	"gap p50", "p99", "E2E p50", "p99", "lag p99", "coalesced", "late p99", "start s", "load avg", "others", "stolen",
}

func printScenario(w io.Writer, s scenario, rows []measured) {
	_, _ = fmt.Fprintf(w, "\n%s: %s (errors and lags in ms)\n", s.name, s.what)
	lines := [][]string{header}
	for _, m := range rows {
		lines = append(lines, m.cells())
	}
	printAligned(w, lines)
}

func (m measured) cells() []string {
	cells := []string{
		m.Client, fmt.Sprintf("%.0f", m.ChunksPerSecond), fmt.Sprintf("%.1f", m.CPUPerMillion), number("%.2f", m.ShareOfFloor),
		number("%.1f", m.LoadCPU), number("%.2f", m.LoadOfFloor), fmt.Sprintf("%.0f", m.PeakMemoryMB),
	}
	for _, q := range []*quantile{m.Errors.TTFT, m.Errors.TPOT, m.Errors.Gap, m.Errors.E2E} {
		cells = append(cells, q.text()...)
	}
	late := "–"
	if m.Lateness != nil {
		late = fmt.Sprintf("%.3f", m.Lateness.P99)
	}
	coalesced := "–"
	if m.Coalesced != nil {
		coalesced = fmt.Sprintf("%.2f%%", *m.Coalesced*100)
	}
	return append(cells, number("%.3f", m.LagP99Ms), coalesced, late, fmt.Sprintf("%.3f", m.StartS),
		fmt.Sprintf("%.1f", m.Machine.LoadAverage), fmt.Sprintf("%.0f%%", m.Machine.OthersShare*100), fmt.Sprintf("%.1f%%", m.Machine.StolenShare*100))
}

func (q *quantile) text() []string {
	if q == nil {
		return []string{"–", "–"}
	}
	return []string{fmt.Sprintf("%.3f", q.P50), fmt.Sprintf("%.3f", q.P99)}
}

func number(format string, n *float64) string {
	if n == nil {
		return "–"
	}
	return fmt.Sprintf(format, *n)
}

// printAligned pads every column to its widest cell.
func printAligned(w io.Writer, lines [][]string) {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, line := range lines {
		var b strings.Builder
		for i, cell := range line {
			pad := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if i == 0 {
				b.WriteString("  " + cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		_, _ = fmt.Fprintln(w, b.String())
	}
}
