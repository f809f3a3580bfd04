package server

import (
	"dyno/sim/clock"
	"dyno/sim/loop"
	"dyno/sim/wire"

	"golang.org/x/sys/unix"
)

// conn is one client connection. It serves one request at a time; what the
// client sends meanwhile waits in the buffer.
type conn struct {
	server *Server
	fd     int
	in     []byte // received, not yet parsed
	out    []byte // written, not yet taken by the socket

	receivedNs   int64 // arrival of the last bytes
	receivedFrom string
	freeNs       int64 // end of the request before

	generation      *generation // the stream being served
	delayed         *loop.Timer // the slow answer being served
	continued       bool        // "100 Continue" was sent for the request in the buffer
	closeAfter      bool        // close once out is empty
	closed          bool
	watchesWritable bool
}

// ready is called by the loop when the socket may be read or written.
func (c *conn) ready() {
	if len(c.out) > 0 {
		c.drain()
	}
	if !c.closed {
		c.read()
	}
}

func (c *conn) busy() bool { return c.generation != nil || c.delayed != nil || c.closeAfter }

func (c *conn) read() {
	n, oob, err := c.receive()
	if err == unix.EAGAIN || err == unix.EINTR {
		return
	}
	if err != nil || n == 0 {
		c.hangUp()
		return
	}
	c.receivedNs, c.receivedFrom = arrival(oob)
	if c.in = append(c.in, c.server.scratch[:n]...); len(c.in) > wire.MaxHeaderBytes+wire.MaxBodyBytes {
		c.hangUp()
		return
	}
	c.serve()
}

// serve takes requests from the buffer while nothing is being answered.
func (c *conn) serve() {
	for !c.closed && !c.busy() && len(c.in) > 0 {
		request, used, wantsContinue, err := wire.Parse(c.in)
		if err != nil {
			c.refuse(err)
			return
		}
		if used == 0 {
			if wantsContinue && !c.continued {
				c.continued = true
				c.write([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
			}
			return
		}
		c.continued = false
		c.server.route(c, request)
		// The request pointed into the buffer until here.
		c.in = c.in[:copy(c.in, c.in[used:])]
	}
}

// write sends now what the socket takes and keeps the rest; sent says whether
// any of it left.
func (c *conn) write(data []byte) (sent bool) {
	if c.closed {
		return false
	}
	if len(c.out) > 0 {
		c.out = append(c.out, data...)
		return false
	}
	n, errno := send(c.fd, data)
	if errno != 0 && errno != unix.EAGAIN && errno != unix.EINTR {
		// The socket's end is also seen by read, which cleans up outside of this call.
		return true
	}
	if n < len(data) {
		c.out = append(c.out, data[n:]...)
		c.watch(true)
	}
	return n > 0
}

// drain sends what was kept and lets the stream go on.
func (c *conn) drain() {
	nowNs := clock.NowNs()
	n, errno := send(c.fd, c.out)
	if errno != 0 {
		if errno != unix.EAGAIN && errno != unix.EINTR {
			c.hangUp()
		}
		return
	}
	c.out = c.out[:copy(c.out, c.out[n:])]
	if c.generation != nil {
		c.generation.tookBytes(nowNs)
	}
	if len(c.out) > 0 {
		return
	}
	c.watch(false)
	if c.generation != nil {
		c.generation.unblocked()
	} else if c.closeAfter {
		c.close()
	}
}

func (c *conn) watch(writable bool) {
	if writable == c.watchesWritable {
		return
	}
	c.watchesWritable = writable
	events := uint32(unix.EPOLLIN)
	if writable {
		events |= unix.EPOLLOUT
	}
	_ = c.server.loop.Rewatch(c.fd, events)
}

// finished ends a request: the connection closes or takes the next one.
func (c *conn) finished(closeAfter bool) {
	c.generation, c.delayed = nil, nil
	c.freeNs = clock.NowNs()
	if c.closeAfter = closeAfter; closeAfter && len(c.out) == 0 {
		c.close()
	}
}

// hangUp ends a connection that the client has left.
func (c *conn) hangUp() {
	if c.generation != nil {
		c.generation.end("clientClosed")
	}
	if c.delayed != nil {
		c.server.loop.Cancel(c.delayed)
	}
	c.close()
}

func (c *conn) close() {
	if c.closed {
		return
	}
	c.closed = true
	c.server.loop.Unwatch(c.fd)
	_ = unix.Close(c.fd)
}
