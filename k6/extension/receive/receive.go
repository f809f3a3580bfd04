// Package receive hands over the bytes of a connection together with the instant
// at which they arrived: the kernel's where it gives one, else the time right
// after the read.
package receive

import (
	"net"
	"time"
)

// NoLag is the lag of a read for which the kernel gave no stamp.
const NoLag = int64(-1)

// Stamp says when bytes arrived.
type Stamp struct {
	// AtNs is the instant of arrival on the test's clock, of the last of the bytes.
	AtNs int64
	// EarlierNs is how much earlier the first of the bytes arrived, where that was
	// asked for; else 0.
	EarlierNs int64
	// LagNs is how much later than the kernel's stamp of the first byte that is known
	// the read returned; NoLag where there is no stamp and AtNs is the time of the
	// read itself.
	LagNs int64
	// Read numbers the reads of a connection from 1: pieces with the same number
	// came out of one read and share its instant.
	Read uint64
}

// Sink takes what a connection delivers. The bytes are valid during the call.
type Sink interface {
	// Take returns false when it needs nothing more.
	Take(p []byte, stamp Stamp) (more bool)
}

// Conn is a connection to a server, over TCP or TLS. All methods but SetDeadline
// are for one goroutine.
type Conn interface {
	// Write sends p whole.
	Write(p []byte) (int, error)
	// Receive delivers to sink until it has enough (nil), the peer ends the
	// connection (io.EOF), or reading fails.
	Receive(buf []byte, sink Sink) error
	// Stale says that the peer has closed the idle connection, or has sent what
	// nobody asked for: it must not be used again.
	Stale() bool
	SetDeadline(t time.Time) error
	Close() error
}

// stampedConn is a net.Conn that remembers the stamp of its last read.
type stampedConn interface {
	net.Conn
	Conn
	lastStamp() Stamp
	// peek looks into the idle connection without taking anything out.
	peek() peeked
}

type peeked uint8

const (
	peekQuiet peeked = iota // open, nothing to read
	peekData
	peekClosed
)
