// Package fault names what the simulator can do wrong on purpose.
package fault

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Never is the value of a "-after" fault that does not happen.
const Never = -1

// Request holds the faults of one request. Counts are token-bearing chunks.
type Request struct {
	CutAfter        int // close the TCP connection in an orderly way, mid-stream
	ResetAfter      int // the same with a TCP reset
	ErrorEventAfter int // an error event within the 200, then [DONE]
	FreezeAfter     int // nothing more is sent; 0 is "no token at all"
	GarbageAfter    int // one event that is no JSON, then on as usual
	HoldFirst       int // the first chunks are held back and leave in one write with this one; 0 and 1 are none
	ExitAfterMs     int // the process ends that long after the request came
	HTTPStatus      int // answer with this status and a JSON error body; 0 is none
	NoDone          bool
	NoUsage         bool
	WrongUsage      bool
	AbortFinish     bool
	SchemaIgnored   bool
}

// Process holds the faults of the whole simulator.
type Process struct {
	AuthKey         string // 401 on /v1 unless "Authorization: Bearer KEY"
	IgnoreSigtermMs int
	WrongModel      bool
	Metrics
}

// Set is both.
type Set struct {
	Request
	Process
}

// None is the set without a fault.
func None() Set {
	return Set{Request: Request{
		CutAfter: Never, ResetAfter: Never, ErrorEventAfter: Never,
		FreezeAfter: Never, GarbageAfter: Never, ExitAfterMs: Never,
	}}
}

// Add reads a comma-separated list such as "cut-after=5,no-usage" into the set.
func (s *Set) Add(list string) error { return add(list, s.byName()) }

// Add does the same with the faults that a single request may ask for.
func (r *Request) Add(list string) error { return add(list, r.byName()) }

func add(list string, known map[string]any) error {
	for _, item := range strings.Split(list, ",") {
		name, value, hasValue := strings.Cut(strings.TrimSpace(item), "=")
		if name == "" {
			continue
		}
		field, ok := known[name]
		if !ok {
			return fmt.Errorf("unknown fault %q; known here: %s", name, strings.Join(names(known), ", "))
		}
		if err := assign(field, value, hasValue); err != nil {
			return fmt.Errorf("fault %s: %w", name, err)
		}
	}
	return nil
}

func assign(field any, value string, hasValue bool) error {
	switch field := field.(type) {
	case *bool:
		if hasValue && value != "true" {
			return fmt.Errorf("takes no value, got %q", value)
		}
		*field = true
	case *string:
		if value == "" {
			return fmt.Errorf("needs a value")
		}
		*field = value
	case *int:
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return fmt.Errorf("needs a whole number of 0 or more, got %q", value)
		}
		*field = n
	case *constant:
		*field.target = field.value
	}
	return nil
}

// constant is a fault without a value that stands for one number of another.
type constant struct {
	target *int
	value  int
}

func (r *Request) byName() map[string]any {
	return map[string]any{
		"cut-after": &r.CutAfter, "reset-after": &r.ResetAfter, "error-event-after": &r.ErrorEventAfter,
		"freeze-after": &r.FreezeAfter, "freeze-before": &constant{&r.FreezeAfter, 0},
		"garbage": &constant{&r.GarbageAfter, 1}, "garbage-after": &r.GarbageAfter,
		"hold-first": &r.HoldFirst, "exit-after-ms": &r.ExitAfterMs, "http-status": &r.HTTPStatus, "no-done": &r.NoDone,
		"no-usage": &r.NoUsage, "wrong-usage": &r.WrongUsage, "abort-finish": &r.AbortFinish,
		"schema-ignored": &r.SchemaIgnored,
	}
}

func (s *Set) byName() map[string]any {
	known := s.Request.byName()
	p := &s.Process
	maps.Copy(known, p.Metrics.byName())
	maps.Copy(known, map[string]any{
		"auth-key": &p.AuthKey, "ignore-sigterm-ms": &p.IgnoreSigtermMs, "wrong-model": &p.WrongModel,
	})
	return known
}

func names(known map[string]any) []string {
	var all []string
	for name := range known {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
