package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
)

// quantile is two points of a distribution of errors in ms: the median with its
// sign, and the 99th percentile of the size.
type quantile struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

// errorSet is reported minus true, in ms; null where the client reports nothing.
type errorSet struct {
	TTFT *quantile `json:"ttftMs"`
	TPOT *quantile `json:"tpotMs"`
	Gap  *quantile `json:"chunkGapMs"`
	E2E  *quantile `json:"e2eMs"`
}

// errorSums collects errors in ms.
type errorSums struct{ ttft, tpot, gap, e2e, late []float64 }

func (e *errorSums) add(r *record, t *truth) {
	if r.IntendedUs != nil && r.SentUs != nil {
		e.late = append(e.late, float64(*r.SentUs-*r.IntendedUs)/1e3)
	}
	if r.Outcome != "ok" || t.Outcome != "ok" || t.FirstTokenNs == nil || r.FirstTokenUs == nil {
		return
	}
	trueMs := func(from, to int64) float64 { return float64(to-from) / 1e6 }
	saidMs := func(from, to int64) float64 { return float64(to-from) / 1e3 }
	e.ttft = append(e.ttft, saidMs(*r.SentUs, *r.FirstTokenUs)-trueMs(t.ReceivedNs, *t.FirstTokenNs))
	e.e2e = append(e.e2e, saidMs(*r.SentUs, *r.LastTokenUs)-trueMs(t.ReceivedNs, *t.LastTokenNs))
	if len(t.TokenNs) != len(r.GapsUs)+1 || len(r.GapsUs) == 0 {
		return
	}
	n := float64(len(r.GapsUs))
	e.tpot = append(e.tpot, (saidMs(*r.FirstTokenUs, *r.LastTokenUs)-trueMs(*t.FirstTokenNs, *t.LastTokenNs))/n)
	for i, gap := range r.GapsUs {
		e.gap = append(e.gap, float64(gap)/1e3-trueMs(t.TokenNs[i], t.TokenNs[i+1]))
	}
}

func (e *errorSums) set() errorSet {
	return errorSet{quantiles(e.ttft), quantiles(e.tpot), quantiles(e.gap), quantiles(e.e2e)}
}

func quantiles(values []float64) *quantile {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	sizes := make([]float64, len(values))
	for i, v := range values {
		sizes[i] = math.Abs(v)
	}
	slices.Sort(sizes)
	return &quantile{P50: rank(values, 0.5), P99: rank(sizes, 0.99)}
}

// rank is the nearest-rank percentile.
func rank(sorted []float64, q float64) float64 {
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

// fill joins what the client wrote with what the server logged.
func fill(m *measured, s scenario, c client, t test, run cost) error {
	true := map[string]*truth{}
	first := int64(math.MaxInt64)
	err := readLines(t.at("truth.jsonl"), func(one *truth) {
		true[one.ID] = one
		first = min(first, one.ReceivedNs)
		m.Chunks += one.Chunks
		if one.Outcome == "ok" {
			m.Requests++
		}
	})
	if err != nil {
		return err
	}
	if m.Requests == 0 {
		return fmt.Errorf("no request was answered: %s", tail(t.at("client.log")))
	}
	m.StartS = float64(first-run.startNs)/1e9 - float64(s.leadMs)/1e3
	m.CPUPerMillion = m.CPUSeconds / float64(m.Chunks) * 1e6
	m.ChunksPerSecond = float64(m.Chunks) / m.CPUSeconds
	if c.records {
		var sums errorSums
		err = readLines(t.at("requests.jsonl"), func(r *record) {
			if one := true[r.ID]; one != nil {
				sums.add(r, one)
			}
		})
		m.Errors, m.Lateness = sums.set(), quantiles(sums.late)
	}
	if err == nil && c.report {
		err = fillFromReport(m, t)
	}
	return err
}

// fillFromReport takes what the client says of itself.
func fillFromReport(m *measured, t test) error {
	text, err := os.ReadFile(t.at("client.json"))
	if err != nil {
		return err
	}
	var report struct {
		CPUUserMs, CPUSystemMs float64
		Reads, CoalescedReads  float64
		ReaderLagUs            *struct{ P99 float64 }
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return err
	}
	load := (report.CPUUserMs + report.CPUSystemMs) / 1e3 / float64(m.Chunks) * 1e6
	share := report.CoalescedReads / max(1, report.Reads)
	m.LoadCPU, m.Coalesced = &load, &share
	if report.ReaderLagUs != nil {
		lag := report.ReaderLagUs.P99 / 1e3
		m.LagP99Ms = &lag
	}
	return nil
}
