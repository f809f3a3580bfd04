package record

import (
	"bytes"
	"testing"

	"dyno/k6/extension/chunk"
	"dyno/k6/extension/instant"
	"dyno/k6/extension/stream"
)

// ended is a request with its first token after ttftUs and its last decodeUs later.
func ended(outcome stream.Outcome, ttftUs, decodeUs, tokens int64, chunks int) *stream.Result {
	return &stream.Result{
		Sent: 1_000, FirstToken: 1_000 + ttftUs, LastToken: 1_000 + ttftUs + decodeUs,
		Outcome: outcome, Usage: chunk.Usage{Output: tokens}, Chunks: chunks, Choices: 1,
	}
}

func TestProgressTellsLatenciesOfRequestsThatEndedWellAndTokensOfAll(t *testing.T) {
	live := NewLive()
	live.Add(ended(stream.OK, 1_000, 9_000, 10, 5))     // on an upper end: within; TPOT 1 ms; 5 tokens more than chunks
	live.Add(ended(stream.OK, 1_001, 0, 1, 1))          // one token: no TPOT
	live.Add(ended(stream.OK, 61_000_000, 40, -1, 4))   // longer than all buckets; tokens unknown: as many as chunks
	live.Add(ended(stream.Incomplete, 5_000, 40, 4, 4)) // failed: no latency
	never := ended(stream.OK, 0, 0, 0, 0)
	never.FirstToken = instant.Never
	live.Add(never)

	var out bytes.Buffer
	before := Progress{TMs: 500, Planned: 9, Done: 5, OutputChunks: 14, Live: live.Clone()}
	live.Add(ended(stream.OK, 5, 5, 9, 1)) // a copy does not see it
	before.Print(&out)
	got := decode(t, out.Bytes())
	if got["outputTokens"] != 19.0 || got["outputChunks"] != 14.0 || got["planned"] != 9.0 {
		t.Errorf("%s", out.Bytes())
	}
	ttft, tpot := got["ttft"].(map[string]any), got["tpot"].(map[string]any)
	expectCounts(t, ttft, map[float64]float64{1: 1, 1.1: 1}, 1)
	expectCounts(t, tpot, map[float64]float64{1: 1}, 0)
	if ttft["sumMs"] != 61_002.001 || tpot["sumMs"] != 1.0 {
		t.Errorf("sums %v, %v", ttft["sumMs"], tpot["sumMs"])
	}
}

// expectCounts: how many are in the bucket that ends there, in all others none.
func expectCounts(t *testing.T, latency map[string]any, want map[float64]float64, longer float64) {
	t.Helper()
	ends, counts := latency["endsMs"].([]any), latency["counts"].([]any)
	if len(counts) != len(ends)+1 || counts[len(ends)] != longer {
		t.Fatalf("%d ends, counts %v", len(ends), counts)
	}
	for i, end := range ends {
		if counts[i] != want[end.(float64)] {
			t.Errorf("%v up to %v ms", counts[i], end)
		}
		if i > 0 && end.(float64) <= ends[i-1].(float64) {
			t.Errorf("%v does not rise at %v", ends, end)
		}
	}
}

func BenchmarkAddARequest(b *testing.B) {
	live := NewLive()
	r := ended(stream.OK, 12_345, 99_000, 100, 100)
	for b.Loop() {
		live.Add(r)
	}
}
