package nullserver

import (
	"io"
	"net"
	"sync"
	"time"

	"dyno/k6/extension/instant"
	"dyno/k6/extension/receive"
)

// readBytes is the buffer of a connection.
const readBytes = 4 << 10

// Server answers requests by a script.
type Server struct {
	script Script
	last   []byte // the last token, usage and the end

	clock   *instant.Clock
	beganNs int64 // the clock's 0 on the machine's monotonic clock; 0 where that is not known

	mu    sync.Mutex
	truth io.Writer // nil for none
}

// New returns a server. It writes what it really did to truth, if that is not nil,
// as the simulator does: one JSON line a request with id, receivedNs (by the kernel's
// stamp), firstTokenNs, lastTokenNs and chunks, on the monotonic clock of the machine.
func New(script Script, truth io.Writer) *Server {
	clock := instant.NewClock()
	beganNs, _ := clock.Machine(0)
	return &Server{
		script: script, last: []byte(final + usage(script.Chunks) + done),
		clock: clock, beganNs: beganNs, truth: truth,
	}
}

// Serve answers on every connection until the listener is closed.
func (s *Server) Serve(listener net.Listener) error {
	defer receive.HoldStamping()()
	for {
		accepted, err := listener.Accept()
		if err != nil {
			return err
		}
		conn, err := receive.Stamped(accepted, s.clock)
		if err != nil {
			_ = accepted.Close()
			continue
		}
		go func() {
			defer func() { _ = conn.Close() }()
			s.talk(conn)
		}()
	}
}

// talk answers one request after another until the client leaves.
func (s *Server) talk(conn receive.Conn) {
	var q request
	buf := make([]byte, readBytes)
	for {
		q.reset()
		if conn.Receive(buf, &q) != nil || q.err != nil {
			return
		}
		if s.answer(conn, &q) != nil {
			return
		}
	}
}

// answer streams one answer; due instants are absolute, so that lateness does not
// add up. It is noted before its end is sent: who has seen the end finds the note.
func (s *Server) answer(conn receive.Conn, q *request) error {
	if _, err := conn.Write(head); err != nil {
		return err
	}
	first := int64(0)
	for i := range s.script.Chunks {
		due := q.receivedNs + (s.script.First + time.Duration(i)*s.script.Interval).Nanoseconds()
		time.Sleep(time.Duration(due - s.clock.Now()))
		now := s.clock.Now()
		if i == 0 {
			first = now
		}
		what := token
		if i == s.script.Chunks-1 {
			what = s.last
			if err := s.note(q, first, now); err != nil {
				return err
			}
		}
		if _, err := conn.Write(what); err != nil {
			return err
		}
	}
	return nil
}
