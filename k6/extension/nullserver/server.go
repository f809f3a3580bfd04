package nullserver

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server answers requests by a script.
type Server struct {
	script Script
	last   []byte // the last token, usage and the end

	begun   time.Time
	begunNs int64 // the same on the machine's monotonic clock

	mu    sync.Mutex
	truth io.Writer // nil for none
}

// New returns a server. It writes what it really did to truth, if that is not nil,
// as the simulator does: one JSON line a request with id, receivedNs, firstTokenNs,
// lastTokenNs and chunks, on the monotonic clock of the machine.
func New(script Script, truth io.Writer) *Server {
	return &Server{
		script: script, last: []byte(final + usage(script.Chunks) + done),
		begun: time.Now(), begunNs: monotonicNs(), truth: truth,
	}
}

// Serve answers on every connection until the listener is closed.
func (s *Server) Serve(listener net.Listener) error {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer func() { _ = conn.Close() }()
			s.talk(conn)
		}()
	}
}

// talk answers one request after another until the client leaves.
func (s *Server) talk(conn net.Conn) {
	in := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return
		}
		if err := s.answer(conn, request.Header.Get("X-Request-Id")); err != nil {
			return
		}
	}
}

// answer streams one answer; due instants are absolute, so that lateness does not
// add up.
func (s *Server) answer(conn net.Conn, id string) error {
	received := time.Now()
	_, err := io.WriteString(conn, head)
	due := received.Add(s.script.First)
	first, last := received, received
	for i := range s.script.Chunks {
		time.Sleep(time.Until(due))
		last = time.Now()
		if i == 0 {
			first = last
		}
		what := token
		if i == s.script.Chunks-1 {
			what = s.last
		}
		if err == nil {
			_, err = conn.Write(what)
		}
		if err != nil {
			return err
		}
		due = due.Add(s.script.Interval)
	}
	return s.note(id, received, first, last)
}
