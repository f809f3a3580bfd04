//go:build !linux || !(amd64 || arm64)

package stream

import "errors"

// HasReactor: this system has what a Reactor needs, for connections without TLS.
const HasReactor = false

// Reactor exists on Linux only.
type Reactor struct{}

// NewReactor fails on this system.
func NewReactor(Options, Feed, int, int) (*Reactor, error) {
	return nil, errors.New("no reactor on this system")
}

// Ready never comes.
func (*Reactor) Ready() <-chan struct{} { return nil }

// Go does nothing.
func (*Reactor) Go() {}

// Wake does nothing.
func (*Reactor) Wake() {}

// Cancel does nothing.
func (*Reactor) Cancel() {}

// Run does nothing.
func (*Reactor) Run() error { return nil }

// Close does nothing.
func (*Reactor) Close() {}
