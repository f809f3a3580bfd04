// Package run is one test: it sends the requests, writes a record for each, and
// keeps the accounts.
package run

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"dyno/k6/extension/histogram"
	"dyno/k6/extension/instant"
	"dyno/k6/extension/load"
	"dyno/k6/extension/priority"
	"dyno/k6/extension/receive"
	"dyno/k6/extension/record"
	"dyno/k6/extension/stream"
)

// Versions go into the report.
type Versions struct{ Client, K6 string }

// Tuning leaves out what makes the client good, to show what each part is worth.
type Tuning struct {
	NormalPriority bool // the process is scheduled like any other
	Workers        bool // a goroutine per stream instead of the reactor
}

// Run is one test. Its methods are safe for concurrent use.
type Run struct {
	load     *load.Load
	items    []load.Item
	target   *stream.Target
	clock    *instant.Clock
	records  *record.Writer
	stdout   io.Writer
	versions Versions
	streams  int // how many requests may be in flight
	tuning   Tuning

	lags     histogram.Histogram
	lateness histogram.Histogram
	chunks   atomic.Int64

	start sync.Once     // closes begun
	begun chan struct{} // closed as the first request goes
	stop  chan struct{} // closed when no more requests may be claimed
	ended chan struct{} // closed by Finish

	t0Us     int64 // fixed before any request is claimed
	process  processMeter
	priority string         // of the process while it measures
	watching sync.WaitGroup // what runs beside the test
	stopping atomic.Bool    // stop is closed

	mu      sync.Mutex
	account account
	players []player
	// cancelled: requests in flight were ended too.
	cancelled bool
	reason    string

	finish  sync.Once
	failure error  // what Finish returns
	release func() // gives kernel stamping back
	uncalm  func() // gives the garbage collector back
	lower   func() // gives the priority back
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
		streams: l.Shape.Streams(l.Requests),
		begun:   make(chan struct{}), stop: make(chan struct{}), ended: make(chan struct{}),
		account: newAccount(l.Requests),
		release: receive.HoldStamping(),
		uncalm:  func() {}, lower: func() {},
		priority: priority.Normal,
	}, nil
}

// Tune leaves parts out; it is called before Play.
func (r *Run) Tune(t Tuning) { r.tuning = t }
