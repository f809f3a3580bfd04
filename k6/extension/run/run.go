// Package run is one test: it lets each caller claim requests, sends them, writes
// a record for each, and keeps the accounts.
package run

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"dyno/k6/extension/histogram"
	"dyno/k6/extension/instant"
	"dyno/k6/extension/load"
	"dyno/k6/extension/receive"
	"dyno/k6/extension/record"
	"dyno/k6/extension/stream"
)

// Versions go into the report.
type Versions struct{ Client, K6 string }

// Run is one test. Its methods are safe for concurrent use.
type Run struct {
	load     *load.Load
	items    []load.Item
	target   *stream.Target
	clock    *instant.Clock
	records  *record.Writer
	stdout   io.Writer
	versions Versions
	callers  int // how many will come

	lags     histogram.Histogram
	lateness histogram.Histogram
	chunks   atomic.Int64

	begun chan struct{} // closed at t0
	stop  chan struct{} // closed when no more requests may be claimed
	ended chan struct{} // closed by Finish

	t0Us     int64 // valid once begun is closed
	process  processMeter
	watching sync.WaitGroup // begin and what runs beside the test

	mu       sync.Mutex
	account  account
	arrived  int
	workers  []*stream.Worker
	stopping bool
	// cancelled: requests in flight were ended too.
	cancelled bool
	reason    string

	finish  sync.Once
	failure error  // what Finish returns
	release func() // gives kernel stamping back
}

// Open reads the load file and the workload and creates the file of records.
// kind must be the load file's shape: the scenario asks for its own.
func Open(path, kind string, versions Versions, stdout io.Writer) (*Run, error) {
	l, err := load.Read(path)
	if err != nil {
		return nil, err
	}
	if l.Shape.Kind != kind {
		return nil, fmt.Errorf("load file %s asks for shape %q, the scenario is %q", path, l.Shape.Kind, kind)
	}
	target, err := l.Target()
	if err != nil {
		return nil, fmt.Errorf("load file %s: %w", path, err)
	}
	items, err := load.ReadWorkload(l.Workload, l.Requests, target.Head)
	if err != nil {
		return nil, err
	}
	records, err := record.NewWriter(l.Records)
	if err != nil {
		return nil, err
	}
	return &Run{
		load: l, items: items, target: target, records: records, stdout: stdout, versions: versions,
		clock:   instant.NewClock(),
		callers: l.Shape.VirtualUsers(l.Requests),
		begun:   make(chan struct{}), stop: make(chan struct{}), ended: make(chan struct{}),
		account: newAccount(l.Requests),
		release: receive.HoldStamping(),
	}, nil
}

// Callers is how many callers must call Next at the same time for the test to begin.
func (r *Run) Callers() int { return r.callers }

// Requests is how many requests are planned.
func (r *Run) Requests() int { return len(r.items) }
