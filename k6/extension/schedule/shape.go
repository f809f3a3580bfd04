package schedule

import (
	"fmt"
	"slices"
	"strings"
)

// Shape is a load shape as the load file gives it. The instants of an open loop
// come with the requests (intendedUs); the figures that they were made from are
// here for whoever reads the file.
type Shape struct {
	// Kind names the scenario file: k6/scenarios/<kind>.ts.
	Kind string `json:"kind"`
	// Concurrency is how many requests are in flight in a closed loop.
	Concurrency int `json:"concurrency"`
	// MaxInFlight is how many may be in flight in an open loop; above it requests
	// are late.
	MaxInFlight int `json:"maxInFlight"`
	// RatePerS is the mean rate of the arrivals.
	RatePerS float64 `json:"ratePerS"`
	// Burstiness is the shape parameter of gamma arrivals: 1 is Poisson, less is
	// burstier.
	Burstiness float64 `json:"burstiness"`
}

// kinds tells which of them are open loops.
var kinds = map[string]bool{
	"concurrency": false, "constant-rate": true, "poisson": true, "gamma": true, "burst": true,
}

// Open is true for an open loop: requests go at their instants, whatever became of
// those before.
func (s Shape) Open() bool { return kinds[s.Kind] }

// Streams is how many requests may be in flight at once, out of so many.
func (s Shape) Streams(requests int) int {
	if s.Open() {
		return min(s.MaxInFlight, requests)
	}
	return min(s.Concurrency, requests)
}

// Validate reports what is wrong with the shape.
func (s Shape) Validate() error {
	open, known := kinds[s.Kind]
	switch {
	case s.Kind == "":
		return fmt.Errorf("shape.kind is missing")
	case !known:
		return fmt.Errorf("shape.kind %q is unknown; known: %s", s.Kind, strings.Join(names(), ", "))
	case !open && s.Concurrency < 1:
		return fmt.Errorf("shape.concurrency must be at least 1, is %d", s.Concurrency)
	case open && s.MaxInFlight < 1:
		return fmt.Errorf("shape.maxInFlight must be at least 1, is %d", s.MaxInFlight)
	case open && s.Kind != "burst" && s.RatePerS <= 0:
		return fmt.Errorf("shape.ratePerS must be above 0, is %g", s.RatePerS)
	case s.Kind == "gamma" && s.Burstiness <= 0:
		return fmt.Errorf("shape.burstiness must be above 0, is %g", s.Burstiness)
	}
	return nil
}

func names() []string {
	var all []string
	for kind := range kinds {
		all = append(all, kind)
	}
	slices.Sort(all)
	return all
}
