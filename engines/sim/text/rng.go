// Package text makes seeded text that looks like English, one word a token.
package text

import "math"

// RNG is SplitMix64 (Steele, Lea, Flood 2014): eight bytes of state, so each
// request carries its own and the text does not depend on the order of arrival.
type RNG struct{ state uint64 }

// NewRNG starts a sequence.
func NewRNG(seed uint64) RNG { return RNG{seed} }

// Uint64 is the next 64 random bits.
func (r *RNG) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Intn is uniform in [0, n); n must be positive.
func (r *RNG) Intn(n int) int { return int(r.Uint64() % uint64(n)) }

// Float is uniform in [0, 1).
func (r *RNG) Float() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

// Lognormal has mean 1 and standard deviation sd; 1 exactly where sd is 0.
func (r *RNG) Lognormal(sd float64) float64 {
	if sd == 0 {
		return 1
	}
	variance := math.Log1p(sd * sd)
	// Box-Muller; 1-Float is in (0, 1], so the logarithm is finite.
	normal := math.Sqrt(-2*math.Log(1-r.Float())) * math.Cos(2*math.Pi*r.Float())
	return math.Exp(normal*math.Sqrt(variance) - variance/2)
}

// Uniform has mean 1 and spans 1 ± fraction.
func (r *RNG) Uniform(fraction float64) float64 { return 1 + fraction*(2*r.Float()-1) }

// Hash folds bytes into a seed (FNV-1a).
func Hash(seed uint64, data []byte) uint64 {
	for _, b := range data {
		seed = (seed ^ uint64(b)) * 0x100000001b3
	}
	return seed
}
