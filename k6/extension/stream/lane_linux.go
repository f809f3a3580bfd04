//go:build amd64 || arm64

package stream

import (
	"context"
	"fmt"

	"dyno/k6/extension/instant"
	"dyno/k6/extension/receive"
)

type laneState uint8

const (
	idle       laneState = iota // without a request; its connection may be open
	opening                     // a connection ahead is being opened, without a request
	connecting                  // for the request in hand
	talking                     // the request is being sent or answered
)

// lane is a place for one request in flight: its connection, and the exchange.
type lane struct {
	*exchange
	reactor    *Reactor
	number     int
	state      laneState
	socket     receive.Socket
	kept       bool // the connection was open before the request came
	server     int  // which of the addresses is tried
	request    Request
	unsent     []byte // rest of the request that did not fit
	sendError  error
	deadlineNs int64 // never while idle

	// When a connection was opened ahead: for the first request that uses it.
	openStart, opened int64
}

func newLane(r *Reactor, number int) *lane {
	return &lane{
		exchange: newExchange(r.options), reactor: r, number: number, deadlineNs: never,
		openStart: instant.Never, opened: instant.Never,
	}
}

// ask begins a request.
func (l *lane) ask(request *Request) {
	l.request = *request
	l.exchange.reset(request.Choices)
	l.setDeadline(request.Timeout.Nanoseconds())
	if l.reactor.cancelled.Load() {
		l.end(context.Canceled, cancelled)
		return
	}
	l.kept = l.socket.IsOpen()
	l.Reused = l.kept && l.opened == instant.Never
	if l.kept {
		l.ConnectStart, l.Connected = l.openStart, l.opened
		l.openStart, l.opened = instant.Never, instant.Never
		l.send()
		return
	}
	l.connect(0)
}

func (l *lane) setDeadline(afterNs int64) {
	l.deadlineNs = l.options.Clock.Now() + afterNs
	l.reactor.expiryNs = min(l.reactor.expiryNs, l.deadlineNs)
}

// connect tries one address of the server after another.
func (l *lane) connect(server int) {
	r := l.reactor
	if l.ConnectStart == instant.Never || server == 0 {
		l.ConnectStart, l.Connected = l.nowUs(), instant.Never
	}
	if l.state != opening {
		l.state = connecting
	}
	err := r.failure
	for ; server < len(r.servers); server++ {
		if err = l.socket.Connect(r.servers[server]); err == nil {
			err = r.poller.Add(&l.socket, int32(l.number))
		}
		if err == nil {
			l.server = server
			return
		}
		l.socket.Close()
	}
	l.noConnection(err)
}

func (l *lane) noConnection(err error) {
	l.socket.Close()
	if l.state == opening {
		l.endOpening(false)
		return
	}
	l.failConnect(fmt.Errorf("dial tcp %s: %w", l.options.Target.Route.Peer(), err), notStopped, l.nowUs())
	l.finish()
}

// serve handles an event of the lane's socket.
func (l *lane) serve(event receive.Event) {
	if !l.socket.IsOpen() {
		return // closed earlier in the same batch of events
	}
	switch {
	case !event.Writable:
	case l.state == opening || l.state == connecting:
		l.decideConnect()
	case l.state == talking && len(l.unsent) > 0:
		l.sendRest()
	}
	switch {
	case !event.Readable || !l.socket.IsOpen():
	case l.state == idle:
		// Nothing was asked: the server has closed the connection, or sent what it
		// must not. Either way it is not used again.
		l.drop()
	case l.state == talking:
		l.read()
	}
}

func (l *lane) decideConnect() {
	if err := l.socket.Connected(); err != nil {
		l.socket.Close()
		if l.server+1 < len(l.reactor.servers) {
			l.connect(l.server + 1)
			return
		}
		l.noConnection(err)
		return
	}
	l.Connected = l.nowUs()
	if l.state == opening {
		l.endOpening(true)
		return
	}
	l.send()
}

// send writes the request.
func (l *lane) send() {
	r := l.reactor
	r.scratch = l.request.Head.AppendRequest(r.scratch[:0], l.request.ID, l.request.Body)
	l.RequestBytes = len(r.scratch)
	l.state, l.sendError = talking, nil
	l.begin(l.nowUs())
	n, err := l.socket.Send(r.scratch)
	l.unsent = append(l.unsent[:0], r.scratch[n:]...)
	l.checkSend(err)
}

func (l *lane) sendRest() {
	n, err := l.socket.Send(l.unsent)
	l.unsent = append(l.unsent[:0], l.unsent[n:]...)
	l.checkSend(err)
}

// checkSend: after a failed write the answer may be there all the same, since a
// server may refuse a long request before it has read it.
func (l *lane) checkSend(err error) {
	if err != nil {
		l.sendError, l.unsent = err, l.unsent[:0]
		l.read()
	}
}

// read takes what has arrived.
func (l *lane) read() {
	more, err := l.reactor.reader.Drain(&l.socket, l.exchange)
	if !more {
		l.leftover = l.leftover || err == nil && l.reactor.reader.Left()
		l.end(err, notStopped)
	}
}

// end is called when the connection has nothing more to say; err is why, nil when
// the response is whole.
func (l *lane) end(err error, why stop) {
	if err != nil && why == notStopped && l.response.Finish() == nil {
		err = nil
	}
	if l.sendError != nil && !l.response.Begun() {
		err = l.sendError
	}
	if err != nil && why == notStopped && l.kept && !l.response.Begun() {
		// The server closed the kept connection while it was idle and never saw the
		// request: that costs a connection, not an error.
		l.drop()
		l.kept, l.Reused, l.Sent = false, false, instant.Never
		l.connect(0)
		return
	}
	endUs := l.atUs
	if err != nil {
		endUs = l.nowUs()
	}
	if l.Sent == instant.Never {
		l.failConnect(err, why, endUs)
	} else {
		l.settle(err, why, endUs)
	}
	if !l.reusable(err) {
		l.drop()
	}
	l.finish()
}

// finish brings the result away and frees the lane.
func (l *lane) finish() {
	l.state, l.deadlineNs = idle, never
	l.reactor.busy--
	l.reactor.free = append(l.reactor.free, l)
	l.reactor.feed.Done(l.number, &l.request, &l.Result)
}

// stop ends the request in hand, or the attempt to open a connection ahead.
func (l *lane) stop(err error, why stop) {
	switch l.state {
	case opening:
		l.noConnection(err)
	case connecting, talking:
		l.end(err, why)
	case idle:
	}
}

func (l *lane) drop() {
	l.socket.Close()
	l.openStart, l.opened = instant.Never, instant.Never
}

func (l *lane) reusable(err error) bool {
	return err == nil && l.Sent != instant.Never && l.exchange.reusable()
}

func (l *lane) nowUs() int64 { return l.options.Clock.Now() / 1000 }
