package schedule

import "fmt"

// Shape is a load shape as the load file gives it.
type Shape struct {
	// Kind names the scenario file: k6/scenarios/<kind>.ts.
	Kind string `json:"kind"`
	// Concurrency is how many requests may be in flight at once.
	Concurrency int `json:"concurrency"`
}

// VirtualUsers is how many callers the shape needs for a number of requests.
func (s Shape) VirtualUsers(requests int) int { return min(s.Concurrency, requests) }

// Validate reports what is wrong with the shape.
func (s Shape) Validate() error {
	if s.Kind == "" {
		return fmt.Errorf("shape.kind is missing")
	}
	if s.Concurrency < 1 {
		return fmt.Errorf("shape.concurrency must be at least 1, is %d", s.Concurrency)
	}
	return nil
}
