// Package load reads what the orchestrator asks for: the load file and the
// workload that it names.
package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"dyno/k6/extension/schedule"
	"dyno/k6/extension/stream"
)

// maxTimeoutMs keeps gaps between tokens, in µs, within 32 bits.
const maxTimeoutMs = 3_600_000

// Load is the load file (k6/README.md documents its fields).
type Load struct {
	Version          int               `json:"version"`
	URL              string            `json:"url"`
	Headers          map[string]string `json:"headers"`
	BearerFile       *string           `json:"bearerFile"`
	Proxy            *string           `json:"proxy"`
	TLSInsecure      bool              `json:"tlsInsecure"`
	CAFile           *string           `json:"caFile"`
	Workload         string            `json:"workload"`
	Records          string            `json:"records"`
	ClientReport     string            `json:"clientReport"`
	Shape            schedule.Shape    `json:"shape"`
	Requests         int               `json:"requests"`
	MaxDurationMs    *int64            `json:"maxDurationMs"`
	DrainMs          int64             `json:"drainMs"`
	RequestTimeoutMs int64             `json:"requestTimeoutMs"`
	LeadMs           int64             `json:"leadMs"`
	KeepAnswer       bool              `json:"keepAnswer"`
	EndsWithoutDone  bool              `json:"endsWithoutDone"`
}

// Read reads and checks a load file; the error lists every mistake.
func Read(path string) (*Load, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load file: %w", err)
	}
	l := new(Load)
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(l); err != nil {
		return nil, fmt.Errorf("load file %s: %w", path, err)
	}
	if err := l.validate(); err != nil {
		return nil, fmt.Errorf("load file %s: %w", path, err)
	}
	return l, nil
}

func (l *Load) validate() error {
	var mistakes []error
	check := func(good bool, format string, args ...any) {
		if !good {
			mistakes = append(mistakes, fmt.Errorf(format, args...))
		}
	}
	check(l.Version == 1, "version must be 1, is %d", l.Version)
	check(l.Requests >= 1, "requests must be at least 1, is %d", l.Requests)
	check(l.MaxDurationMs == nil || *l.MaxDurationMs > 0, "maxDurationMs must be above 0 or null")
	check(l.DrainMs >= 0, "drainMs must not be negative")
	check(l.LeadMs >= 0, "leadMs must not be negative")
	check(l.RequestTimeoutMs > 0 && l.RequestTimeoutMs <= maxTimeoutMs,
		"requestTimeoutMs must be between 1 and %d, is %d", maxTimeoutMs, l.RequestTimeoutMs)
	for name, path := range map[string]string{
		"workload": l.Workload, "records": l.Records, "clientReport": l.ClientReport,
	} {
		check(filepath.IsAbs(path), "%s must be an absolute path, is %q", name, path)
	}
	if err := l.Shape.Validate(); err != nil {
		mistakes = append(mistakes, err)
	}
	return errors.Join(mistakes...)
}

// Target is where the requests go.
func (l *Load) Target() (*stream.Target, error) {
	return stream.NewTarget(stream.TargetConfig{
		URL: l.URL, Headers: l.Headers, BearerFile: text(l.BearerFile), Proxy: text(l.Proxy),
		TLSInsecure: l.TLSInsecure, CAFile: text(l.CAFile),
	})
}

// RequestTimeout is the longest that one request may take.
func (l *Load) RequestTimeout() time.Duration { return milliseconds(l.RequestTimeoutMs) }

// Lead is the pause between "everyone is ready" and the start.
func (l *Load) Lead() time.Duration { return milliseconds(l.LeadMs) }

// Drain is how long streams in flight may go on after the end.
func (l *Load) Drain() time.Duration { return milliseconds(l.DrainMs) }

// MaxDuration is when claiming ends, counted from the start; 0 for never.
func (l *Load) MaxDuration() time.Duration {
	if l.MaxDurationMs == nil {
		return 0
	}
	return milliseconds(*l.MaxDurationMs)
}

func milliseconds(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
