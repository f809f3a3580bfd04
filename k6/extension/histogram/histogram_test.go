package histogram

import (
	"math/rand/v2"
	"sort"
	"testing"
)

func TestQuantilesAreWithinABucketOfTheExactOnes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var h Histogram
	values := make([]int64, 10_000)
	for i := range values {
		values[i] = int64(random.ExpFloat64() * 50_000)
		h.Add(values[i])
	}
	sort.Slice(values, func(i, j int) bool { return values[i] < values[j] })
	for _, q := range []float64{0.01, 0.5, 0.9, 0.99, 0.999} {
		exact := values[int(q*float64(len(values)))-1]
		if got := h.Quantile(q); got < exact || float64(got) > float64(exact)*33/32+1 {
			t.Errorf("quantile %v is %d, exactly %d", q, got, exact)
		}
	}
	if h.Max() != values[len(values)-1] || h.Quantile(1) != h.Max() || h.Count() != 10_000 {
		t.Errorf("max %d, quantile 1 %d, count %d", h.Max(), h.Quantile(1), h.Count())
	}
}

func TestEveryValueLiesInItsBucket(t *testing.T) {
	for v := int64(1); v > 0; v = v*2 + 1 {
		for _, near := range []int64{v - 1, v} {
			b := bucket(uint64(near))
			if near > upper(b) || b > 0 && near <= upper(b-1) {
				t.Errorf("%d is in bucket %d up to %d", near, b, upper(b))
			}
		}
	}
}

func TestWithoutValuesEverythingIsZero(t *testing.T) {
	var h Histogram
	if h.Quantile(0.99) != 0 || h.Max() != 0 || h.Count() != 0 {
		t.Error("an empty histogram is not empty")
	}
}
