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
// add up. It is noted before its end is sent: who has seen the end finds the note.
func (s *Server) answer(conn net.Conn, id string) error {
	received := time.Now()
	if _, err := io.WriteString(conn, head); err != nil {
		return err
	}
	first := received
	for i := range s.script.Chunks {
		time.Sleep(time.Until(received.Add(s.script.First + time.Duration(i)*s.script.Interval)))
		now := time.Now()
		if i == 0 {
			first = now
		}
		what := token
		if i == s.script.Chunks-1 {
			what = s.last
			if err := s.note(id, received, first, now); err != nil {
				return err
			}
		}
		if _, err := conn.Write(what); err != nil {
			return err
		}
	}
	return nil
}
