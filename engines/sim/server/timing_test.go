package server

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"dyno/sim/script"
)

// paced asks for the instants of a script: 5 ms to the first token, 1 ms between tokens.
func paced(o *Options) { o.Script.TTFTNs, o.Script.ITLNs = 5e6, 1e6 }

// together streams n chats at once, with ids r0, r1, …
func (r *rig) together(n int, fields string) {
	var group sync.WaitGroup
	for i := range n {
		group.Add(1)
		go func() {
			defer group.Done()
			response := r.post("/v1/chat/completions", fmt.Sprintf("r%d", i), chatBody+fields+fmt.Sprintf(`,"seed":%d}`, i))
			defer response.Body.Close()
			if s := readStream(response.Body); !s.done || s.err != nil {
				r.t.Errorf("request %d: done %v, error %v", i, s.done, s.err)
			}
		}()
	}
	group.Wait()
}

func TestNoTokenComesBeforeItIsDue(t *testing.T) {
	r := start(t, paced)
	r.together(20, "")
	lines := r.stop()
	if len(lines) != 20 {
		t.Fatalf("%d truth lines", len(lines))
	}
	for id, line := range lines {
		if line.Outcome != "ok" || line.T != "CLOCK_MONOTONIC" || line.Chunks != 10 || len(line.TokenNs) != 10 || line.Tokens != 10 {
			t.Fatalf("%s: %+v", id, line)
		}
		if line.FirstDueNs != line.ReceivedNs+5e6 || line.StartedNs != line.ReceivedNs || line.ReceivedFrom != "kernel" {
			t.Errorf("%s: received %d (%s), first due %d", id, line.ReceivedNs, line.ReceivedFrom, line.FirstDueNs)
		}
		lateMaxNs := int64(0)
		for k, ns := range line.TokenNs {
			lateNs := ns - line.FirstDueNs - int64(k)*1e6
			if lateMaxNs = max(lateMaxNs, lateNs); lateNs < 0 {
				t.Errorf("%s: token %d is %d ns early", id, k, -lateNs)
			}
		}
		if lateMaxNs != line.LateMaxNs {
			t.Errorf("%s: largest lateness %d, the line says %d", id, lateMaxNs, line.LateMaxNs)
		}
		inOrder := append([]int64{line.ReceivedNs, line.HeadersNs}, line.TokenNs...)
		if !slices.IsSorted(append(inOrder, line.EndNs)) || line.FirstTokenNs != line.TokenNs[0] || line.LastTokenNs != line.TokenNs[9] {
			t.Errorf("%s: instants are out of order: %+v", id, line)
		}
	}
}

func TestAnAnswerThatIsNotStreamedComesWithItsLastToken(t *testing.T) {
	r := start(t, paced)
	response := r.post("/v1/chat/completions", "a", strings.Replace(chatBody, "true", "false", 1)+`}`)
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if line := r.stop()["a"]; line.EndNs < line.ReceivedNs+5e6+9*1e6 || line.Chunks != 0 || line.Tokens != 10 {
		t.Fatalf("truth %+v", line)
	}
}

func TestRequestsBeyondTheSlotsWaitTheirTurn(t *testing.T) {
	r := start(t, func(o *Options) { paced(o); o.MaxNumSeqs = 2 })
	r.together(8, "")
	var lines []truthLine
	for _, line := range r.stop() {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b truthLine) int { return int(a.StartedNs - b.StartedNs) })
	waited := 0
	for i, line := range lines {
		running := 0
		for _, other := range lines[:i] {
			if other.EndNs > line.StartedNs {
				running++
			}
		}
		if running > 1 {
			t.Errorf("request %d began beside %d others", i, running)
		}
		if line.StartedNs > line.ReceivedNs {
			waited++
		}
		if line.FirstTokenNs < line.StartedNs+5e6 {
			t.Errorf("request %d: first token %d ns after its slot", i, line.FirstTokenNs-line.StartedNs)
		}
	}
	if len(lines) != 8 || waited < 1 {
		t.Errorf("%d requests, %d of them waited", len(lines), waited)
	}
}

func TestTheSameSeedGivesTheSameTextsAndLengths(t *testing.T) {
	answers := func(seed uint64) (texts []string) {
		r := start(t, func(o *Options) { o.Script.Seed, o.Script.Length = seed, script.Length{Mean: 30} })
		for i := range 5 {
			texts = append(texts, r.stream("/v1/chat/completions", "", chatBody+fmt.Sprintf(`,"seed":%d}`, i)).text(0))
		}
		slices.Reverse(texts)
		return texts
	}
	first := answers(1)
	if !slices.Equal(first, answers(1)) {
		t.Error("one seed gave two answers")
	}
	if slices.Equal(first, answers(2)) {
		t.Error("two seeds gave one answer")
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(first))); len(unique) != 5 {
		t.Errorf("five requests got %d texts", len(unique))
	}
}

func TestAPauseDelaysEverythingByItsLength(t *testing.T) {
	r := start(t, func(o *Options) { paced(o); o.PauseAtMs, o.PauseMs = 8, 120 })
	r.together(4, "")
	longest := int64(0)
	for id, line := range r.stop() {
		for i := range line.TokenNs[1:] {
			longest = max(longest, line.TokenNs[i+1]-line.TokenNs[i])
		}
		longest = max(longest, line.FirstTokenNs-line.ReceivedNs)
		if line.Chunks != 10 || line.Outcome != "ok" {
			t.Errorf("%s: %+v", id, line)
		}
	}
	if longest < 120e6 {
		t.Errorf("the longest gap is %d ms", longest/1e6)
	}
}

func TestAPauseCanBeAskedFor(t *testing.T) {
	r := start(t, nil)
	for query, status := range map[string]int{"ms=30": 200, "ms=x": 400, "ms=0": 400, "": 400} {
		response := r.post("/sim/pause?"+query, "", "")
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%q gave %d, want %d", query, response.StatusCode, status)
		}
	}
	if s := r.stream("/v1/chat/completions", "a", chatBody+`}`); !s.done {
		t.Error("no answer after the pause")
	}
	if r.stop(); r.server.resumedNs == 0 {
		t.Error("it never paused")
	}
}

func TestASlowReaderLosesNothing(t *testing.T) {
	r := start(t, nil)
	response := r.post("/v1/chat/completions", "a", chatBody+`,"max_tokens":60000,"ignore_eos":true}`)
	defer response.Body.Close()
	// Reading begins only when the simulator has met a full socket: the tokens stand still then.
	for before := ""; ; {
		_, page := r.get("/metrics")
		_, rest, _ := strings.Cut(page, "sim:generation_tokens_total{")
		now, _, _ := strings.Cut(rest, "\n")
		if now == before {
			break
		}
		before = now
	}
	s := readStream(response.Body)
	if !s.done || s.err != nil || len(s.chunks) != 60001 {
		t.Fatalf("%d chunks, done %v, error %v", len(s.chunks), s.done, s.err)
	}
	if line := r.stop()["a"]; line.BlockedSends == 0 || !slices.IsSorted(line.TokenNs) || line.Chunks != 60000 {
		t.Fatalf("%d blocked sends, %d chunks", line.BlockedSends, line.Chunks)
	}
}
