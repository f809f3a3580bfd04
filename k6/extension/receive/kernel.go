//go:build linux && (amd64 || arm64)

package receive

import (
	"io"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"dyno/k6/extension/instant"
)

// kernelConn reads with recvmsg, so that the kernel tells with the bytes when the
// last segment of them arrived (SO_TIMESTAMPNS) and whether more is waiting
// (TCP_INQ: no second call only to learn that there is nothing). Reading happens
// inside RawConn.Read: Go's poller waits, no goroutine is blocked in the kernel.
type kernelConn struct {
	*net.TCPConn
	clock *instant.Clock
	raw   syscall.RawConn
	msg   message
	last  Stamp

	// What the call in progress works on. Kept here, with the two functions,
	// because a closure per read would be an allocation per read.
	buf           []byte
	sink          Sink
	n             int
	err           error
	drain, single func(fd uintptr) bool
}

func newStamped(conn *net.TCPConn, clock *instant.Clock) (stampedConn, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	c := &kernelConn{TCPConn: conn, clock: clock, raw: raw}
	c.drain, c.single = c.readAll, c.readOne
	err = raw.Control(func(fd uintptr) { askForStamps(int(fd)) })
	return c, err
}

func (c *kernelConn) lastStamp() Stamp { return c.last }

// Receive delivers reads to sink until it has enough.
func (c *kernelConn) Receive(buf []byte, sink Sink) error {
	c.buf, c.sink, c.err = buf, sink, nil
	err := c.raw.Read(c.drain)
	c.sink = nil
	if err != nil {
		return err
	}
	return c.err
}

// Read is net.Conn's, for TLS.
func (c *kernelConn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c.buf, c.n, c.err = p, 0, nil
	if err := c.raw.Read(c.single); err != nil {
		return 0, err
	}
	return c.n, c.err
}

// readAll runs when the socket may be readable; false waits for the next wake-up.
func (c *kernelConn) readAll(fd uintptr) bool {
	for {
		if !c.readOne(fd) {
			return false
		}
		if c.err != nil || !c.sink.Take(c.buf[:c.n], c.last) {
			return true
		}
		if c.msg.drained {
			return false
		}
	}
}

// readOne does one recvmsg; false when nothing is there.
func (c *kernelConn) readOne(fd uintptr) bool {
	n, errno := c.msg.receive(fd, c.buf, 0)
	now := c.clock.Now() // before anything is looked at
	switch {
	case errno == unix.EAGAIN:
		return false
	case errno != 0:
		c.n, c.err = 0, os.NewSyscallError("recvmsg", errno)
	case n == 0:
		c.n, c.err = 0, io.EOF
	default:
		c.n, c.last = n, c.msg.stamp(c.clock, now, c.last.Read+1)
	}
	return true
}

func (c *kernelConn) Stale() bool { return c.peek() != peekQuiet }

func (c *kernelConn) peek() peeked {
	var n int
	var errno syscall.Errno
	var one [1]byte
	err := c.raw.Control(func(fd uintptr) {
		n, errno = c.msg.receive(fd, one[:], unix.MSG_PEEK|unix.MSG_DONTWAIT)
	})
	switch {
	case err == nil && errno == unix.EAGAIN:
		return peekQuiet
	case err == nil && errno == 0 && n > 0:
		return peekData
	}
	return peekClosed
}
