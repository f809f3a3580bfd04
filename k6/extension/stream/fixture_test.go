package stream

import (
	"os"
	"sync/atomic"
	"testing"
	"time"

	"dyno/k6/extension/histogram"
	"dyno/k6/extension/instant"
)

// onReactor chooses the way in which the tests send: all of them run both ways.
var onReactor bool

func TestMain(m *testing.M) {
	code := m.Run()
	if HasReactor {
		onReactor = true
		code = max(code, m.Run())
	}
	os.Exit(code)
}

// fixture sends one request after another to one server.
type fixture struct {
	*exchange
	target *Target
	lags   histogram.Histogram
	count  atomic.Int64
	do     func(*Request) *Result
	cancel func()
}

func newFixture(t *testing.T, config TargetConfig) *fixture {
	t.Helper()
	target, err := NewTarget(config)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{target: target}
	options := Options{Target: target, Clock: instant.NewClock(), Lags: &f.lags, Chunks: &f.count, KeepAnswer: true}
	if onReactor && target.Route.TLS == nil {
		f.useReactor(t, options)
		return f
	}
	worker := NewWorker(options)
	f.exchange, f.do, f.cancel = worker.exchange, worker.Do, worker.Cancel
	t.Cleanup(worker.Close)
	return f
}

// oneByOne is a Feed that waits for each request.
type oneByOne struct {
	requests chan *Request
	results  chan *Result
}

func (o *oneByOne) Next() (Request, int64, bool) {
	request, ok := <-o.requests
	if !ok {
		return Request{}, 0, false
	}
	return *request, 0, true
}

func (o *oneByOne) Stopped() bool { return false }
func (o *oneByOne) GiveBack()     {}
func (o *oneByOne) Sending() bool { return true }

func (o *oneByOne) Done(_ int, _ *Request, result *Result) { o.results <- result }

// ask sends one request; the time-out is far away unless a test wants it near.
func (f *fixture) ask(t *testing.T, choices int, timeout time.Duration) *Result {
	t.Helper()
	head, err := f.target.Head("/v1/chat/completions")
	if err != nil {
		t.Fatal(err)
	}
	return f.do(&Request{ID: "r1", Head: head, Body: []byte(`{"stream":true}`), Choices: choices, Timeout: timeout})
}

func (f *fixture) nowUs() int64 { return f.options.Clock.Now() / 1000 }

const farAway = 30 * time.Second
