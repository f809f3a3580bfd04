package fault

// Metrics holds the faults of the metrics page, which may change while the simulator runs.
type Metrics struct {
	SlowMetricsMs       int
	MetricsNotFound     bool
	MetricsGarbage      bool
	MetricsNaN          bool // every value
	MetricsHugeMiB      int  // the page is filled up to this size
	MetricsTokensOff    int  // percent that counters of generated tokens tell too much
	MetricsRequestsOff  int  // percent that counters of requests tell too much
	MetricsTTFTShiftMs  int  // what the histogram of TTFT counts too much
	MetricsRestartEvery int  // with each Nth generation request the process looks freshly started; 0 is never
}

// Add reads a list of these faults.
func (m *Metrics) Add(list string) error { return add(list, m.byName()) }

func (m *Metrics) byName() map[string]any {
	return map[string]any{
		"slow-metrics": &m.SlowMetricsMs, "metrics-404": &m.MetricsNotFound, "metrics-garbage": &m.MetricsGarbage,
		"metrics-nan": &m.MetricsNaN, "metrics-huge": &m.MetricsHugeMiB, "metrics-tokens-off": &m.MetricsTokensOff,
		"metrics-requests-off": &m.MetricsRequestsOff, "metrics-ttft-shift": &m.MetricsTTFTShiftMs,
		"metrics-restart-every": &m.MetricsRestartEvery,
	}
}
