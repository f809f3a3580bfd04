package metrics

import (
	"maps"

	"dyno/sim/fault"
)

// Told is what the page says of these metrics: a copy whose counters are off where a fault wants it.
func (m *Metrics) Told(faults fault.Metrics) *Metrics {
	told := *m
	tokens, requests := faults.MetricsTokensOff, faults.MetricsRequestsOff
	told.GenerationTokens = off(m.GenerationTokens, tokens)
	told.Success = maps.Clone(m.Success)
	for reason, count := range m.Success {
		told.Success[reason] = off(count, requests)
	}
	for i := range m.Requests {
		told.DoneAnswerTokens[i] = off(m.DoneAnswerTokens[i], tokens)
		told.Requests[i] = off(m.Requests[i], requests)
	}
	return &told
}

func off(count uint64, percent int) uint64 { return count + count*uint64(percent)/100 }
