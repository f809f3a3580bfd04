package text

import (
	"math"
	"regexp"
	"testing"
)

func tokens(seed uint64, n int) string {
	source := NewEnglish(seed)
	var out []byte
	for range n {
		out = source.AppendToken(out)
	}
	return string(out)
}

func TestTheSameSeedWritesTheSameText(t *testing.T) {
	if tokens(7, 200) != tokens(7, 200) {
		t.Fatal("one seed gave two texts")
	}
	if tokens(7, 200) == tokens(8, 200) {
		t.Fatal("two seeds gave one text")
	}
}

func TestTextIsSentencesOfWords(t *testing.T) {
	sentence := regexp.MustCompile(`^([A-Z][a-z]*( [a-z]+)*\. ?)*([A-Z][a-z]*( [a-z]+)*)?$`)
	if got := tokens(1, 500); !sentence.MatchString(got) {
		t.Fatalf("not sentences: %s", got)
	}
}

func TestAppendTokenDoesNotAllocate(t *testing.T) {
	source, buf := NewEnglish(1), make([]byte, 0, 64)
	if n := testing.AllocsPerRun(1000, func() { buf = source.AppendToken(buf[:0]) }); n != 0 {
		t.Fatalf("%v allocations per token", n)
	}
}

func TestLognormalHasMeanOneAndTheGivenSpread(t *testing.T) {
	rng := NewRNG(3)
	const n = 200_000
	var sum, squares float64
	for range n {
		x := rng.Lognormal(0.3)
		sum += x
		squares += x * x
	}
	mean := sum / n
	sd := math.Sqrt(squares/n - mean*mean)
	// The seed is fixed, so these are exact repeats; five standard errors is about 0.004.
	if math.Abs(mean-1) > 0.004 || math.Abs(sd-0.3) > 0.01 {
		t.Fatalf("mean %f, standard deviation %f", mean, sd)
	}
}
