package stream

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"dyno/k6/extension/histogram"
	"dyno/k6/extension/httpwire"
	"dyno/k6/extension/instant"
	"dyno/k6/extension/receive"
)

// readBytes is the buffer of one connection: some twenty chunks of 300 bytes.
const readBytes = 8 << 10

// Request is what a Worker sends.
type Request struct {
	Index   int // the caller's own number for it
	ID      string
	Head    httpwire.Head
	Body    []byte
	Choices int // how many choice indexes the answer must have
	Timeout time.Duration
}

// Options are what the workers of a test share.
type Options struct {
	Target     *Target
	Clock      *instant.Clock
	Lags       *histogram.Histogram // reader lag of every read with a kernel stamp
	Chunks     *atomic.Int64        // token-bearing chunks of all workers so far
	KeepAnswer bool
	// EndsWithoutDone: the server sends no [DONE]; the proper end of its HTTP answer
	// is then the end of the stream.
	EndsWithoutDone bool
}

// Worker sends one request after another over a connection that it keeps. Do is
// for one goroutine; Cancel may come from any.
type Worker struct {
	*exchange
	out      []byte // the request as sent
	in       []byte
	deadline time.Time // of the request in hand
	kept     bool      // the connection was open before the request came

	// When the connection was opened ahead: for the first request that uses it.
	openStart, opened int64

	mu        sync.Mutex // guards what Cancel touches
	conn      receive.Conn
	dialing   context.CancelFunc
	cancelled bool
}

// NewWorker returns a worker without a connection.
func NewWorker(options Options) *Worker {
	return &Worker{
		exchange: newExchange(&options),
		in:       make([]byte, readBytes),

		openStart: instant.Never, opened: instant.Never,
	}
}

// Do sends one request and returns when its answer is complete, failed, too late
// or cancelled. The result is valid until the next call.
func (w *Worker) Do(request *Request) *Result {
	w.prepare(request)
	for {
		if w.conn == nil {
			if err := w.connect(); err != nil {
				w.failConnect(err, w.why(err), w.nowUs())
				return &w.Result
			}
		}
		err := w.converse()
		if w.mayRepeat(err) {
			// The server closed the kept connection while it was idle and never saw
			// the request: that costs a connection, not an error.
			w.drop()
			w.kept, w.Reused, w.Sent = false, false, instant.Never
			continue
		}
		endUs := w.atUs
		if err != nil {
			endUs = w.nowUs()
		}
		w.settle(err, w.why(err), endUs)
		if !w.reusable(err) {
			w.drop()
		}
		return &w.Result
	}
}

// Connect opens the connection ahead of the first request, if it can: the request
// tries again, and tells what fails.
func (w *Worker) Connect(timeout time.Duration) {
	w.exchange.reset(1)
	w.deadline = time.Now().Add(timeout)
	if w.connect() == nil {
		w.openStart, w.opened = w.ConnectStart, w.Connected
	}
}

// Cancel ends the request in flight at once, and every later one.
func (w *Worker) Cancel() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cancelled = true
	if w.dialing != nil {
		w.dialing()
	}
	if w.conn != nil {
		_ = w.conn.SetDeadline(time.Unix(1, 0))
	}
}

// Close gives the connection back.
func (w *Worker) Close() { w.drop() }

func (w *Worker) prepare(request *Request) {
	w.exchange.reset(request.Choices)
	w.out = request.Head.AppendRequest(w.out[:0], request.ID, request.Body)
	w.RequestBytes = len(w.out)
	w.deadline = w.options.Clock.Time(w.options.Clock.Now()).Add(request.Timeout)
	if w.conn != nil && w.conn.Stale() {
		w.drop()
	}
	w.kept = w.conn != nil
	w.Reused = w.kept && w.opened == instant.Never
	if w.kept {
		w.ConnectStart, w.Connected = w.openStart, w.opened
	}
	w.openStart, w.opened = instant.Never, instant.Never
}

// converse writes the request and takes the response; nil when it came whole.
func (w *Worker) converse() error {
	if err := w.arm(); err != nil {
		return err
	}
	w.begin(w.nowUs())
	_, writeError := w.conn.Write(w.out)
	if writeError != nil && w.why(writeError) != notStopped {
		return writeError
	}
	// After a failed write the answer may be there all the same: a server may
	// refuse a long request before it has read it.
	err := w.conn.Receive(w.in, w.exchange)
	if err != nil && w.why(err) == notStopped && w.response.Finish() == nil {
		err = nil
	}
	if writeError != nil && !w.response.Begun() {
		return writeError
	}
	return err
}

func (w *Worker) mayRepeat(err error) bool {
	return err != nil && w.kept && !w.response.Begun() && w.why(err) == notStopped
}

func (w *Worker) reusable(err error) bool { return err == nil && w.exchange.reusable() }

func (w *Worker) nowUs() int64 { return w.options.Clock.Now() / 1000 }
