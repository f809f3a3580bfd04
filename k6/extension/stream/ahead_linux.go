//go:build amd64 || arm64

package stream

import "dyno/k6/extension/instant"

const (
	// openAtOnce bounds the connection attempts under way: a server's queue of them
	// may be as short as five, and one that falls out costs a second.
	openAtOnce = 16
	// openWithinNs is what an attempt ahead may take; the request that needs the
	// connection then tries again, and says why it failed.
	openWithinNs = 5_000_000_000
)

// openAhead opens connections before the first request, so that the test does not
// begin with a crowd of them.
func (r *Reactor) openAhead() {
	if !r.ahead {
		return
	}
	for r.toOpen > 0 && r.opening < openAtOnce && !r.cancelled.Load() {
		r.toOpen--
		r.opening++
		l := r.free[len(r.free)-1-r.toOpen]
		l.state = opening
		l.exchange.reset(1)
		l.setDeadline(openWithinNs)
		l.connect(0)
	}
	if r.opening == 0 {
		r.ahead = false
		close(r.ready)
	}
}

// endOpening notes the instants for the request that will use the connection.
func (l *lane) endOpening(open bool) {
	l.state, l.deadlineNs = idle, never
	l.reactor.opening--
	l.openStart, l.opened = instant.Never, instant.Never
	if open {
		l.openStart, l.opened = l.ConnectStart, l.Connected
	}
}
