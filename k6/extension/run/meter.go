package run

import (
	"runtime/debug"
	"sync"
	"time"

	"dyno/k6/extension/record"
)

// processMeter measures what the test cost this process between begin and end.
type processMeter struct {
	mu                   sync.Mutex
	begun, ended         bool
	first, last          usage
	gc                   debug.GCStats
	gcFirst              int64
	pauseFirst, pauseMax time.Duration
}

// usage is what the operating system counts.
type usage struct{ user, system time.Duration }

func (m *processMeter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	debug.ReadGCStats(&m.gc)
	m.gcFirst, m.pauseFirst = m.gc.NumGC, m.gc.PauseTotal
	m.first = readUsage()
	m.begun = true
}

// look takes in the pauses since the last look: the runtime remembers only the
// latest 256.
func (m *processMeter) look() {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.gc.NumGC
	debug.ReadGCStats(&m.gc)
	for i := range min(int(m.gc.NumGC-before), len(m.gc.Pause)) {
		m.pauseMax = max(m.pauseMax, m.gc.Pause[i])
	}
}

// end is called when the last request is done; a second call changes nothing.
func (m *processMeter) end() {
	if !m.running() {
		return
	}
	m.look()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended = true
	m.last = readUsage()
}

func (m *processMeter) running() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.begun && !m.ended
}

func (m *processMeter) fill(report *record.Report) {
	m.mu.Lock()
	defer m.mu.Unlock()
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	microseconds := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	report.PeakRSSBytes = peakRSSBytes()
	if !m.begun {
		return
	}
	report.CPUUserMs = milliseconds(m.last.user - m.first.user)
	report.CPUSystemMs = milliseconds(m.last.system - m.first.system)
	report.GCPauses = m.gc.NumGC - m.gcFirst
	report.GCPauseMaxUs = microseconds(m.pauseMax)
	report.GCPauseTotalUs = microseconds(m.gc.PauseTotal - m.pauseFirst)
}
