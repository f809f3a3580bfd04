package record

import (
	"slices"
	"strconv"

	"dyno/k6/extension/instant"
	"dyno/k6/extension/stream"
)

// Upper ends of the buckets in µs.
var (
	ttftEndsUs = endsUs(1_000, 60_000_000)
	tpotEndsUs = endsUs(100, 1_000_000)
)

// steps are the E24 series (IEC 60063): each is at most a sixth above the one before,
// so percentiles are known to some percent, in short numbers.
var steps = []int64{10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91}

// endsUs is steps of each power of ten from first, a power of ten, to last.
func endsUs(first, last int64) []int64 {
	var ends []int64
	for ten := first; ten <= last; ten *= 10 {
		for _, step := range steps {
			if end := ten / 10 * step; end < last {
				ends = append(ends, end)
			}
		}
	}
	return append(ends, last)
}

// Latency counts a duration of the requests that ended well. It has the buckets of
// a Prometheus histogram, except that each counts only what is in it.
type Latency struct {
	endsUs []int64
	counts []uint64 // one more than ends: what is longer than all
	sumUs  int64
}

func newLatency(endsUs []int64) Latency {
	return Latency{endsUs: endsUs, counts: make([]uint64, len(endsUs)+1)}
}

func (l *Latency) add(us int64) {
	i, _ := slices.BinarySearch(l.endsUs, us)
	l.counts[i]++
	l.sumUs += us
}

// Live is what progress lines tell of requests that ended. It costs something once
// a request and nothing per token. Its owner holds the lock.
type Live struct {
	ttft, tpot Latency
	// correction is what usage counts beyond the chunks of the same requests.
	correction int64
}

// NewLive is empty.
func NewLive() Live { return Live{ttft: newLatency(ttftEndsUs), tpot: newLatency(tpotEndsUs)} }

// Clone is a copy that Add no longer changes.
func (l *Live) Clone() Live {
	clone := *l
	clone.ttft.counts = slices.Clone(l.ttft.counts)
	clone.tpot.counts = slices.Clone(l.tpot.counts)
	return clone
}

// Add takes a request that ended, by the definitions of src/domain/request-metrics.ts.
func (l *Live) Add(r *stream.Result) {
	if r.Usage.Output >= 0 {
		l.correction += r.Usage.Output - int64(r.Chunks)
	}
	if r.Outcome != stream.OK || r.FirstToken == instant.Never || r.Sent == instant.Never {
		return
	}
	l.ttft.add(r.FirstToken - r.Sent)
	if r.Usage.Output >= 2 && r.Choices <= 1 {
		l.tpot.add((r.LastToken - r.FirstToken) / (r.Usage.Output - 1))
	}
}

// appendTo writes {"endsMs":[…],"counts":[…],"sumMs":…}; the last count is of what
// is longer than all ends.
func (l *Latency) appendTo(dst []byte) []byte {
	dst = append(dst, `{"endsMs":[`...)
	for i, end := range l.endsUs {
		dst = appendMs(separated(dst, i), end)
	}
	dst = append(dst, `],"counts":[`...)
	for i, n := range l.counts {
		dst = strconv.AppendUint(separated(dst, i), n, 10)
	}
	dst = appendMs(append(dst, `],"sumMs":`...), l.sumUs)
	return append(dst, '}')
}

func separated(dst []byte, i int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return dst
}

func appendMs(dst []byte, us int64) []byte {
	return strconv.AppendFloat(dst, float64(us)/1000, 'f', -1, 64)
}
