package server

import (
	"fmt"
	"time"

	"dyno/sim/clock"
	"dyno/sim/loop"
	"dyno/sim/metrics"
)

// Server is one simulated engine.
type Server struct {
	options  Options
	loop     *loop.Loop
	metrics  *metrics.Metrics
	model    string // the id that is listed and echoed
	listenFd int
	port     int
	ready    bool
	exitCode int
	stopAt   loop.Timer

	active      map[*generation]struct{}
	queue       queue
	schemas     schemaCache
	sequence    int64 // generation requests so far
	resumedNs   int64 // end of the last pause
	createdUnix int64
	scratch     []byte // one read
	out         []byte // one write
}

// New opens the port (or, with StartMode "refuse", checks that it is free) and starts the clock of the start delay.
func New(options Options) (*Server, error) {
	l, err := loop.New()
	if err != nil {
		return nil, err
	}
	s := &Server{
		options: options, loop: l, metrics: metrics.New(options.Model), model: options.Model, listenFd: -1,
		active: map[*generation]struct{}{}, schemas: schemaCache{}, createdUnix: time.Now().Unix(),
		scratch: make([]byte, 64<<10), out: make([]byte, 0, 64<<10),
	}
	if options.Faults.WrongModel {
		s.model += "-other"
	}
	s.queue.limit = options.MaxNumSeqs
	if err = s.listen(); err != nil {
		l.Close()
		return nil, err
	}
	if options.StartMode == "refuse" && options.StartDelayMs > 0 {
		s.closeListener()
	}
	// Said after the port is open or closed, so that who reads it knows which.
	fmt.Fprintf(options.Log, "sim: loading model %s\n", options.Model)
	s.after(options.StartDelayMs, s.started)
	if ms := options.Script.Faults.ExitAfterMs; ms >= 0 {
		s.after(ms, s.crash)
	}
	return s, nil
}

// Port is the TCP port that the simulator listens on (or will, after its start delay).
func (s *Server) Port() int { return s.port }

// Run serves until it is stopped and returns the exit code that was asked for.
func (s *Server) Run() (exitCode int, err error) {
	err = s.loop.Run()
	for g := range s.active {
		g.end("shutdown")
	}
	s.closeListener()
	s.loop.Close()
	return s.exitCode, err
}

// Stop ends Run from any goroutine, at once or after the ignore-sigterm fault's time.
func (s *Server) Stop() {
	s.loop.Post(func() {
		if s.stopAt.Armed() {
			return
		}
		s.stopAt.Fire = s.loop.Stop
		s.loop.At(&s.stopAt, clock.NowNs()+int64(s.options.Faults.IgnoreSigtermMs)*1e6)
	})
}

// started ends the start-up phase.
func (s *Server) started() {
	if s.options.ExitOnStart {
		fmt.Fprintln(s.options.Log, "sim: RuntimeError: engine core initialization failed (simulated by exit-on-start)")
		s.crash()
		return
	}
	if s.listenFd < 0 {
		if err := s.listen(); err != nil {
			fmt.Fprintf(s.options.Log, "sim: %v\n", err)
			s.exitCode = 1
			s.loop.Stop()
			return
		}
	}
	s.ready = true
	fmt.Fprintf(s.options.Log, "sim: model loaded after %d ms\n", s.options.StartDelayMs)
	fmt.Fprintf(s.options.Log, "sim: ready, model %s at http://%s\n", s.model, s.address())
}

// crash ends the process in the middle of everything, as far as a client can see.
func (s *Server) crash() {
	s.exitCode = s.options.ExitCode
	s.loop.Stop()
}

// after runs fn on the loop in ms milliseconds.
func (s *Server) after(ms int, fn func()) {
	s.loop.At(&loop.Timer{Fire: fn}, clock.NowNs()+int64(ms)*1e6)
}
