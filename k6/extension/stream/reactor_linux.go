//go:build amd64 || arm64

package stream

import (
	"context"
	"net/netip"
	"runtime"
	"sync/atomic"

	"dyno/k6/extension/priority"
	"dyno/k6/extension/receive"
)

const (
	// sharedReadBytes is the one buffer for what all connections deliver.
	sharedReadBytes = 64 << 10
	// sendsInARow go out before the reactor looks for answers again.
	sendsInARow = 32
	// never is an instant that does not come.
	never = int64(1<<63 - 1)
)

// HasReactor: this system has what a Reactor needs, for connections without TLS.
const HasReactor = true

// Reactor sends requests and reads their answers on one thread: no request waits
// for a goroutine to be scheduled, and all share one buffer. A lane is a place for
// one request in flight.
type Reactor struct {
	options *Options
	feed    Feed
	servers []netip.AddrPort
	failure error // why there are none
	poller  *receive.Poller
	reader  *receive.Reader
	lanes   []*lane
	free    []*lane // the last one freed is used first: its connection is warm
	scratch []byte  // a request as sent
	rhythm  rhythm

	pending   Request // claimed, not yet sent
	pendingNs int64
	waiting   bool // there is a pending request
	exhausted bool // Next has no more
	busy      int
	expiryNs  int64 // no request in flight expires before

	opening, toOpen int // connections ahead of the first request
	ahead           bool
	ready           chan struct{}
	going           atomic.Bool
	cancelled       atomic.Bool
	ended           atomic.Bool
}

// NewReactor returns a reactor with as many lanes as requests may be in flight, of
// which the first connections are opened ahead.
func NewReactor(options Options, feed Feed, lanes, connections int) (*Reactor, error) {
	poller, err := receive.NewPoller()
	if err != nil {
		return nil, err
	}
	r := &Reactor{
		options: &options, feed: feed, poller: poller, reader: receive.NewReader(options.Clock, sharedReadBytes),
		expiryNs: never, rhythm: rhythm{gapNs: soonNs}, ready: make(chan struct{}), toOpen: min(connections, lanes), ahead: true,
	}
	for i := range lanes {
		r.lanes = append(r.lanes, newLane(r, i))
	}
	for i := lanes - 1; i >= 0; i-- {
		r.free = append(r.free, r.lanes[i])
	}
	return r, nil
}

// Ready is closed when the connections ahead are open, or have failed.
func (r *Reactor) Ready() <-chan struct{} { return r.ready }

// Go lets requests be taken from the feed.
func (r *Reactor) Go() {
	r.going.Store(true)
	r.Wake()
}

// Wake makes the reactor look again whether the feed was stopped.
func (r *Reactor) Wake() {
	if !r.ended.Load() {
		r.poller.Wake()
	}
}

// Cancel ends every request in flight at once, and every later one.
func (r *Reactor) Cancel() {
	r.cancelled.Store(true)
	r.Wake()
}

// Run works until the feed has no more requests and the last one has ended.
func (r *Reactor) Run() error {
	runtime.LockOSThread() // and never unlocked: the thread ends with its odd timers
	priority.SharpTimers()
	r.servers, r.failure = r.resolve()
	for {
		r.openAhead()
		r.takeOrders()
		if r.exhausted && r.busy == 0 && !r.waiting {
			return nil
		}
		events, err := r.wait()
		if err != nil {
			return err
		}
		if len(events) > 0 {
			now := r.options.Clock.Now()
			r.reader.Begin(now, r.rhythm.wokeNs)
			r.rhythm.woke(now, len(events))
		}
		for _, event := range events {
			r.lanes[event.Key].serve(event)
			r.dispatch(1)
		}
	}
}

func (r *Reactor) resolve() ([]netip.AddrPort, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openWithinNs)
	defer cancel()
	return r.options.Target.Route.Resolve(ctx)
}

// Close gives all connections and the poller back; Run has returned.
func (r *Reactor) Close() {
	r.ended.Store(true)
	for _, l := range r.lanes {
		l.socket.Close()
	}
	r.poller.Close()
}

// takeOrders does what does not come as an event of a socket.
func (r *Reactor) takeOrders() {
	if r.cancelled.Load() {
		for _, l := range r.lanes {
			l.stop(context.Canceled, cancelled)
		}
	}
	if now := r.options.Clock.Now(); now >= r.expiryNs {
		r.expire(now)
	}
	if r.waiting && r.feed.Stopped() {
		r.feed.GiveBack()
		r.waiting = false
	}
	r.dispatch(sendsInARow)
}

// dispatch sends requests whose instant has come, as long as there are lanes.
func (r *Reactor) dispatch(most int) {
	for ; most > 0 && len(r.free) > 0 && r.claim() && r.options.Clock.Now() >= r.pendingNs; most-- {
		r.waiting = false
		if !r.feed.Sending() {
			continue
		}
		last := len(r.free) - 1
		l := r.free[last]
		r.free = r.free[:last]
		r.busy++
		l.ask(&r.pending)
	}
}

// claim makes sure that there is a pending request, if there can be one.
func (r *Reactor) claim() bool {
	if !r.waiting && !r.exhausted && r.going.Load() {
		r.pending, r.pendingNs, r.waiting = r.feed.Next()
		r.exhausted = !r.waiting
	}
	return r.waiting
}

// timeoutNs is how long nothing but sockets can want anything.
func (r *Reactor) timeoutNs() int64 {
	next := r.expiryNs
	if r.waiting && len(r.free) > 0 {
		next = min(next, r.pendingNs)
	}
	if next == never {
		return -1
	}
	return max(0, next-r.options.Clock.Now())
}

// expire ends what takes too long.
func (r *Reactor) expire(now int64) {
	r.expiryNs = never
	for _, l := range r.lanes {
		if l.deadlineNs <= now {
			l.stop(context.DeadlineExceeded, timedOut)
		} else {
			r.expiryNs = min(r.expiryNs, l.deadlineNs)
		}
	}
}
