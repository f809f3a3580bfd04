// Package histogram counts durations in fixed memory, for percentiles of values
// of which there is one per read.
package histogram

import (
	"math/bits"
	"sync/atomic"
)

// subBits gives 32 buckets per power of two: a value is known to 1/32, 3 %.
const (
	subBits = 5
	sub     = 1 << subBits
	buckets = (64 - subBits) * sub
)

// Histogram counts values in ns. It is safe for concurrent use; the zero value is
// empty.
type Histogram struct {
	counts [buckets]atomic.Uint64
	total  atomic.Uint64
	max    atomic.Int64
}

// Add counts one value; a negative one counts as 0.
func (h *Histogram) Add(ns int64) {
	ns = max(0, ns)
	h.counts[bucket(uint64(ns))].Add(1)
	h.total.Add(1)
	for {
		old := h.max.Load()
		if ns <= old || h.max.CompareAndSwap(old, ns) {
			return
		}
	}
}

// Count is the number of values.
func (h *Histogram) Count() uint64 { return h.total.Load() }

// Max is the largest value, exact; 0 without values.
func (h *Histogram) Max() int64 { return h.max.Load() }

// Quantile is the smallest bucket's upper end that at least q of the values do
// not exceed, and never above Max; 0 without values.
func (h *Histogram) Quantile(q float64) int64 {
	total := h.total.Load()
	if total == 0 {
		return 0
	}
	need := uint64(q * float64(total))
	if float64(need) < q*float64(total) {
		need++
	}
	seen := uint64(0)
	for i := range h.counts {
		if seen += h.counts[i].Load(); seen >= need && seen > 0 {
			return min(upper(i), h.Max())
		}
	}
	return h.Max()
}

// bucket: values below 32 have their own; above, the five bits behind the leading
// one choose the bucket within its power of two.
func bucket(v uint64) int {
	if v < sub {
		return int(v)
	}
	shift := bits.Len64(v) - subBits - 1
	return (shift+1)*sub + int(v>>shift) - sub
}

// upper is the largest value of a bucket.
func upper(i int) int64 {
	if i < sub {
		return int64(i)
	}
	shift := i/sub - 1
	return int64(uint64(i%sub+sub+1)<<shift) - 1
}
