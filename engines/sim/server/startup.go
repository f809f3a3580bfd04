package server

import (
	"fmt"

	"dyno/sim/clock"
	"dyno/sim/loop"
)

// begin takes the port away until the model is loaded, where the start mode says so, and starts the clock of the start
// delay. What is printed is printed after the port is open or closed, so that who reads it knows which.
func (s *Server) begin() {
	if s.options.StartMode != "503" && s.options.StartDelayMs > 0 {
		s.closeListener()
	}
	if s.options.StartMode == "bound" && s.listenFd < 0 {
		s.hold()
	}
	if s.speaks.Name != "sim" {
		fmt.Fprintf(s.options.Log, "sim: speaking like %s\n", s.speaks.Name)
	}
	s.startNs = clock.NowNs()
	s.step(0)
}

// step prints one step of the start-up and waits for the next; after the last one the engine is ready.
func (s *Server) step(n int) {
	steps := s.speaks.Startup.Steps
	if n == len(steps) {
		s.at(1, s.started)
		return
	}
	s.at(steps[n].At, func() {
		if opens := s.speaks.Startup.OpensAt; opens > 0 && steps[n].At >= opens && !s.open() {
			return
		}
		s.print(steps[n].Lines(s.view()))
		s.step(n + 1)
	})
}

// at runs fn after a part of the start delay, at once for the first moment of it.
func (s *Server) at(part float64, fn func()) {
	if part == 0 {
		fn()
		return
	}
	s.loop.At(&loop.Timer{Fire: fn}, s.startNs+int64(part*float64(s.options.StartDelayMs)*1e6))
}

// open listens if it does not yet; without the port the simulator ends.
func (s *Server) open() bool {
	if s.listenFd >= 0 {
		return true
	}
	s.letGo()
	if err := s.listen(); err != nil {
		fmt.Fprintf(s.options.Log, "sim: %v\n", err)
		s.exitCode = 1
		s.loop.Stop()
		return false
	}
	return true
}

// started ends the start-up phase.
func (s *Server) started() {
	if s.options.ExitOnStart {
		fmt.Fprintln(s.options.Log, "sim: RuntimeError: engine core initialization failed (simulated by exit-on-start)")
		s.crash()
		return
	}
	if !s.open() {
		return
	}
	s.ready = true
	if s.speaks.Startup.Ready != nil {
		s.print(s.speaks.Startup.Ready(s.view()))
	}
	fmt.Fprintf(s.options.Log, "sim: model loaded after %d ms\n", s.options.StartDelayMs)
	fmt.Fprintf(s.options.Log, "sim: ready, model %s at http://%s\n", s.model, s.address())
}

func (s *Server) print(lines []string) {
	for _, line := range lines {
		fmt.Fprintln(s.options.Log, line)
	}
}
