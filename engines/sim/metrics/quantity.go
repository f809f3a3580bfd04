package metrics

// Quantity is what a histogram of an engine's page counts.
type Quantity int

// The quantities; times are in seconds, sizes in tokens.
const (
	TTFT      Quantity = iota // complete request to first token
	ITL                       // gap between the chunks of one choice
	TPOT                      // (last - first token) / (tokens - 1) of a request
	E2E                       // complete request to the end of its answer
	Queue                     // waiting for a slot
	Inference                 // slot to last token
	Prefill                   // slot to first token
	Decode                    // first to last token
	PromptSize
	AnswerSize
	ComputedSize // prompt tokens that no cache answered
	quantities
)

// Request is one request that ended, for the page of an engine. Instants are ns, 0 where they never came.
type Request struct {
	Streamed                                      bool
	ReceivedNs, StartedNs, FirstNs, LastNs, EndNs int64
	PromptTokens, CachedTokens, AnswerTokens      int
}

// Follow makes the histograms that an engine's page shows; without them nothing is counted for it.
func (m *Metrics) Follow(bounds map[Quantity][]float64) {
	for quantity, boundsS := range bounds {
		for streamed := range m.followed {
			m.followed[streamed][quantity] = NewHistogram(boundsS...)
		}
	}
}

func (m *Metrics) observe(streamed bool, quantity Quantity, ns int64) {
	if h := m.followed[streamIndex(streamed)][quantity]; h != nil {
		h.Observe(ns)
	}
}

// First counts the time to a first token.
func (m *Metrics) First(ns int64) { m.TTFT.Observe(ns + m.TTFTShiftNs) }

// Gap counts the time from one chunk to the next.
func (m *Metrics) Gap(streamed bool, ns int64) {
	m.ITL.Observe(ns)
	m.observe(streamed, ITL, ns)
}

// Ended counts a request that ended and had at least its first token.
func (m *Metrics) Ended(r Request) {
	m.Requests[streamIndex(r.Streamed)]++
	m.DonePromptTokens[streamIndex(r.Streamed)] += uint64(r.PromptTokens)
	m.DoneAnswerTokens[streamIndex(r.Streamed)] += uint64(r.AnswerTokens)
	m.DoneCachedTokens += uint64(r.CachedTokens)
	m.PrefillNs += max(0, r.FirstNs-r.StartedNs)
	m.DecodeNs += max(0, r.LastNs-r.FirstNs)
	m.Queue.Observe(r.StartedNs - r.ReceivedNs)
	const second = 1_000_000_000
	for quantity, ns := range map[Quantity]int64{
		TTFT: r.FirstNs - r.ReceivedNs + m.TTFTShiftNs, E2E: r.EndNs - r.ReceivedNs, Queue: r.StartedNs - r.ReceivedNs,
		Inference: r.LastNs - r.StartedNs, Prefill: r.FirstNs - r.StartedNs, Decode: r.LastNs - r.FirstNs,
		TPOT:       (r.LastNs - r.FirstNs) / int64(max(1, r.AnswerTokens-1)),
		PromptSize: int64(r.PromptTokens) * second, AnswerSize: int64(r.AnswerTokens) * second,
		ComputedSize: int64(r.PromptTokens-r.CachedTokens) * second,
	} {
		m.observe(r.Streamed, quantity, ns)
	}
}

// histogram gives what was counted, of streamed requests, of others, or of both.
func (m *Metrics) histogram(quantity Quantity, streaming string) *Histogram {
	whole, streamed := m.followed[0][quantity], m.followed[1][quantity]
	switch {
	case whole == nil:
		return nil
	case streaming == "true":
		return streamed
	case streaming == "false":
		return whole
	}
	sum := &Histogram{boundsNs: whole.boundsNs, counts: make([]uint64, len(whole.counts)), total: whole.total + streamed.total, sumNs: whole.sumNs + streamed.sumNs}
	for i := range sum.counts {
		sum.counts[i] = whole.counts[i] + streamed.counts[i]
	}
	return sum
}

func streamIndex(streamed bool) int {
	if streamed {
		return 1
	}
	return 0
}
