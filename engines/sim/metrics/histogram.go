package metrics

import "strconv"

// Histogram counts durations in Prometheus buckets. It is used by one goroutine.
type Histogram struct {
	boundsNs []int64
	counts   []uint64
	total    uint64
	sumNs    int64
}

// NewHistogram makes a histogram with upper bounds in seconds, rising.
func NewHistogram(boundsS ...float64) *Histogram {
	h := &Histogram{counts: make([]uint64, len(boundsS))}
	for _, bound := range boundsS {
		h.boundsNs = append(h.boundsNs, int64(bound*1e9))
	}
	return h
}

// Observe counts one duration.
func (h *Histogram) Observe(ns int64) {
	h.total++
	h.sumNs += ns
	for i, bound := range h.boundsNs {
		if ns <= bound {
			h.counts[i]++
			return
		}
	}
}

func (h *Histogram) appendTo(dst []byte, name, label string) []byte {
	var sum uint64
	for i, bound := range h.boundsNs {
		sum += h.counts[i]
		le := strconv.FormatFloat(float64(bound)/1e9, 'g', -1, 64)
		dst = appendSample(dst, name+"_bucket", label+`,le="`+le+`"`, float64(sum))
	}
	dst = appendSample(dst, name+"_bucket", label+`,le="+Inf"`, float64(h.total))
	dst = appendSample(dst, name+"_sum", label, float64(h.sumNs)/1e9)
	return appendSample(dst, name+"_count", label, float64(h.total))
}
