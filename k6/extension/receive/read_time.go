//go:build !linux || !(amd64 || arm64)

package receive

import (
	"net"

	"dyno/k6/extension/instant"
)

// timedConn stamps each read with the time right after it.
type timedConn struct {
	*net.TCPConn
	clock *instant.Clock
	last  Stamp
}

func newStamped(conn *net.TCPConn, clock *instant.Clock) (stampedConn, error) {
	return &timedConn{TCPConn: conn, clock: clock}, nil
}

func (c *timedConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	c.last = Stamp{AtNs: c.clock.Now(), LagNs: NoLag, Read: c.last.Read + 1}
	return n, err
}

func (c *timedConn) lastStamp() Stamp { return c.last }

func (c *timedConn) Receive(buf []byte, sink Sink) error {
	for {
		n, err := c.Read(buf)
		if n > 0 && !sink.Take(buf[:n], c.last) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *timedConn) Stale() bool { return false }

// peek can't look without waiting here: a connection that was closed while idle
// is found when the request on it fails, and is then opened again.
func (c *timedConn) peek() peeked { return peekQuiet }

// HoldStamping does nothing where the kernel's stamps are not used.
func HoldStamping() (release func()) { return func() {} }
