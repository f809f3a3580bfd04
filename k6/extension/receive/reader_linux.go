//go:build amd64 || arm64

package receive

import (
	"io"
	"os"

	"golang.org/x/sys/unix"

	"dyno/k6/extension/instant"
)

// lateNs is how long bytes must have waited before a reader looks at the stamp of
// the first one: by then a socket may hold two tokens, and a read has only the
// stamp of the last.
const lateNs = 1_000_000

// Reader reads any number of sockets through one buffer.
type Reader struct {
	clock *instant.Clock
	buf   []byte
	msg   message

	stamped  bool
	nowNs    int64 // as of the last read
	oldestNs int64 // nothing that waits to be read has arrived before
}

// NewReader returns a reader with a buffer of so many bytes.
func NewReader(clock *instant.Clock, bufferBytes int) *Reader {
	return &Reader{clock: clock, buf: make([]byte, bufferBytes)}
}

// Begin is called before the sockets of one wake-up are drained. Nothing that they
// hold arrived before lookedNs, when the poller was asked the time before.
func (r *Reader) Begin(nowNs, lookedNs int64) { r.nowNs, r.oldestNs = nowNs, lookedNs }

// Drain delivers to sink what the socket has. More is true when sink still waits
// and nothing is left for now; the error is io.EOF where the peer ended. It stops
// as soon as sink has enough.
func (r *Reader) Drain(s *Socket, sink Sink) (more bool, err error) {
	first := instant.Never
	if r.nowNs-r.oldestNs > lateNs {
		first = r.firstArrival(s)
	}
	for {
		n, errno := r.msg.receive(uintptr(s.fd), r.buf, 0)
		r.nowNs = r.clock.Now() // before anything is looked at
		switch {
		case errno == unix.EAGAIN:
			return true, nil
		case errno != 0:
			return false, os.NewSyscallError("recvmsg", errno)
		case n == 0:
			return false, io.EOF
		}
		s.reads++
		drained := r.msg.drained
		stamp := r.msg.stamp(r.clock, r.nowNs, s.reads)
		r.stamped = stamp.LagNs != NoLag
		if r.stamped && first != instant.Never {
			stamp.EarlierNs = max(0, stamp.AtNs-first)
			stamp.LagNs += stamp.EarlierNs
		}
		if !sink.Take(r.buf[:n], stamp) {
			return false, nil
		}
		if drained {
			return true, nil
		}
		first = instant.Never
	}
}

// firstArrival is the instant of the first byte that waits in a socket.
func (r *Reader) firstArrival(s *Socket) int64 {
	n, errno := r.msg.receive(uintptr(s.fd), r.buf[:1], unix.MSG_PEEK)
	if errno != 0 || n == 0 {
		return instant.Never
	}
	stamp := r.msg.stamp(r.clock, r.clock.Now(), 0)
	if stamp.LagNs == NoLag {
		return instant.Never
	}
	// Sockets come in the order in which they became readable: the others are younger.
	r.oldestNs = max(r.oldestNs, stamp.AtNs)
	return stamp.AtNs
}

// Left says that the last read did not take all that the socket had: bytes or the
// end of the connection wait in it.
func (r *Reader) Left() bool { return r.msg.left }

// Stamped says whether the last read that brought bytes had a stamp of the kernel.
func (r *Reader) Stamped() bool { return r.stamped }
