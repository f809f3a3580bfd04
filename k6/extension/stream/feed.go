package stream

// Feed is where a Reactor takes its requests from and brings its results to. It is
// called on the reactor's thread only.
type Feed interface {
	// Next claims a request and tells the instant before which it must not go; ok is
	// false when there is none any more.
	Next() (request Request, atNs int64, ok bool)
	// Stopped: what is claimed and not yet sent must be given back.
	Stopped() bool
	// GiveBack takes a claimed request that will not be sent.
	GiveBack()
	// Sending is told just before a request goes. False gives it back: the test was
	// stopped.
	Sending() bool
	// Done takes the result of a request; it is valid during the call.
	Done(lane int, request *Request, result *Result)
}
