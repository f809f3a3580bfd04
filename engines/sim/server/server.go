package server

import (
	"time"

	"dyno/sim/clock"
	"dyno/sim/loop"
	"dyno/sim/metrics"
	"dyno/sim/personality"
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

	speaks      *personality.Personality
	style       personality.Style
	settings    personality.Settings
	chat, text  *voice
	fingerprint string
	boundFd     int // holds the port without listening, -1: no
	startNs     int64

	active      map[*generation]struct{}
	queue       queue
	schemas     schemaCache
	prefixes    prefixCache
	sequence    int64 // generation requests so far
	resumedNs   int64 // end of the last pause
	createdUnix int64
	scratch     []byte // one read
	out         []byte // one write
}

// New opens the port (or checks that it is free, where it opens only later) and begins to start.
func New(options Options) (*Server, error) {
	s := prepare(options)
	var err error
	if s.loop, err = loop.New(); err != nil {
		return nil, err
	}
	if err = s.listen(); err != nil {
		s.loop.Close()
		return nil, err
	}
	s.begin()
	if ms := options.Script.Faults.ExitAfterMs; ms >= 0 {
		s.after(ms, s.crash)
	}
	return s, nil
}

// prepare makes a simulator that has neither loop nor port yet.
func prepare(options Options) *Server {
	options.resolve()
	speaks := options.Personality
	s := &Server{
		options: options, model: options.Model, listenFd: -1, boundFd: -1,
		speaks: speaks, style: speaks.Style, settings: options.Settings, fingerprint: options.fingerprint(),
		chat: newVoice(&speaks.Chat, true, options.ReasoningField), text: newVoice(&speaks.Text, false, options.ReasoningField),
		active: map[*generation]struct{}{}, schemas: schemaCache{}, prefixes: prefixCache{}, createdUnix: time.Now().Unix(),
		scratch: make([]byte, 64<<10), out: make([]byte, 0, 64<<10),
	}
	s.freshMetrics()
	if options.Faults.WrongModel {
		s.model += "-other"
	}
	s.queue.limit = options.MaxNumSeqs
	return s
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

// crash ends the process in the middle of everything, as far as a client can see.
func (s *Server) crash() {
	s.exitCode = s.options.ExitCode
	s.loop.Stop()
}

// after runs fn on the loop in ms milliseconds.
func (s *Server) after(ms int, fn func()) {
	s.loop.At(&loop.Timer{Fire: fn}, clock.NowNs()+int64(ms)*1e6)
}
