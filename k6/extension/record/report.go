package record

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// Report is what the client says about itself at the end of a test. Durations are
// in the unit of their name, pointers are null when unknown.
type Report struct {
	Version        int              `json:"version"`
	T0UnixNs       *string          `json:"t0UnixNs"`      // null when the test never started
	T0MonotonicNs  *string          `json:"t0MonotonicNs"` // CLOCK_MONOTONIC at t0; null also where it is not known
	EndUs          *int64           `json:"endUs"`
	Clock          string           `json:"clock"` // kernel, or read if any record says so
	Planned        int              `json:"planned"`
	Dropped        int              `json:"dropped"`
	Sent           int              `json:"sent"`
	Outcomes       map[string]int64 `json:"outcomes"`
	CPUUserMs      float64          `json:"cpuUserMs"` // from t0 to the end, as all that follows
	CPUSystemMs    float64          `json:"cpuSystemMs"`
	PeakRSSBytes   int64            `json:"peakRssBytes"` // of the process since its start
	GCPauses       int64            `json:"gcPauses"`
	GCPauseMaxUs   float64          `json:"gcPauseMaxUs"`
	GCPauseTotalUs float64          `json:"gcPauseTotalUs"`
	Reads          int64            `json:"reads"`
	CoalescedReads int64            `json:"coalescedReads"`
	ReaderLagUs    *Spread          `json:"readerLagUs"`    // null without kernel stamps
	SendLatenessUs *Spread          `json:"sendLatenessUs"` // null in a closed loop
	WallStepUs     float64          `json:"wallStepUs"`
	Priority       string           `json:"priority"` // of this process during the load: nice or normal
	GoVersion      string           `json:"goVersion"`
	K6Version      string           `json:"k6Version"`
	ClientVersion  string           `json:"clientVersion"`
	StoppedBy      string           `json:"stoppedBy"` // done, duration or signal
}

// Spread is three points of a distribution, in µs.
type Spread struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// WriteFile puts the report at path in one step: a reader sees all of it or nothing.
func (r *Report) WriteFile(path string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".client-*.json")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	if _, err := temporary.Write(append(text, '\n')); err != nil {
		_ = temporary.Close()
		return err
	}
	if err := temporary.Sync(); err != nil {
		_ = temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	if err := os.Chmod(temporary.Name(), 0o644); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }()
	return folder.Sync()
}
