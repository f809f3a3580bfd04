//go:build amd64 || arm64

package receive

import (
	"encoding/binary"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"dyno/k6/extension/instant"
)

// cmsgHeaderBytes is sizeof(struct cmsghdr): length (8), level (4), type (4).
const cmsgHeaderBytes = 16

// message is the reusable memory of a recvmsg call and what the call told.
type message struct {
	header  unix.Msghdr
	vector  unix.Iovec
	control [128]byte

	stampNs int64 // wall time (Unix ns) of the last segment read, 0 if not told
	drained bool  // told that nothing is left in the socket
	left    bool  // told that something is
}

// receive does one recvmsg that does not block (the socket never does). It is
// called raw, without telling Go's scheduler, since it takes microseconds.
func (m *message) receive(fd uintptr, buf []byte, flags int) (int, syscall.Errno) {
	m.vector.Base = &buf[0]
	m.vector.SetLen(len(buf))
	m.header.Iov = &m.vector
	m.header.Iovlen = 1
	m.header.Control = &m.control[0]
	m.header.SetControllen(len(m.control))
	for {
		n, _, errno := syscall.RawSyscall(unix.SYS_RECVMSG, fd, uintptr(unsafe.Pointer(&m.header)), uintptr(flags))
		if errno == unix.EINTR {
			continue
		}
		m.stampNs, m.drained, m.left = 0, false, false
		if errno != 0 {
			return 0, errno
		}
		m.readControl(m.control[:m.header.Controllen])
		return int(n), 0
	}
}

// useStamps is switched off by DYNO_CLOCK=read: instants are then taken after each
// read, as on a system without stamps. It shows what the stamps are worth.
var useStamps = os.Getenv("DYNO_CLOCK") != "read"

// stamp is the instant of the bytes that a read returned at now.
func (m *message) stamp(clock *instant.Clock, now int64, read uint64) Stamp {
	if useStamps && m.stampNs != 0 {
		// A stamp later than the read itself is a wall clock that was stepped since
		// the offset was measured: then the read's own time is the truth.
		if at := clock.FromWall(m.stampNs); at <= now {
			return Stamp{AtNs: at, LagNs: now - at, Read: read}
		}
	}
	return Stamp{AtNs: now, LagNs: NoLag, Read: read}
}

// askForStamps: either option may be missing; then stamps are read times, or each
// read is followed by one that finds nothing.
func askForStamps(fd int) {
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_INQ, 1)
}

// readControl looks for the stamp and the count of waiting bytes. After the
// peer's FIN the kernel counts 1 for an empty queue, so that a reader which
// trusts the count still sees the end (tcp_inq_hint in net/ipv4/tcp.c).
func (m *message) readControl(control []byte) {
	for len(control) >= cmsgHeaderBytes {
		length := int(binary.NativeEndian.Uint64(control))
		if length < cmsgHeaderBytes || length > len(control) {
			return
		}
		level := int32(binary.NativeEndian.Uint32(control[8:]))
		kind := int32(binary.NativeEndian.Uint32(control[12:]))
		data := control[cmsgHeaderBytes:length]
		switch {
		case level == unix.SOL_SOCKET && kind == unix.SCM_TIMESTAMPNS && len(data) >= 16:
			m.stampNs = int64(binary.NativeEndian.Uint64(data))*1e9 + int64(binary.NativeEndian.Uint64(data[8:]))
		case level == unix.IPPROTO_TCP && kind == unix.TCP_CM_INQ && len(data) >= 4:
			m.drained = binary.NativeEndian.Uint32(data) == 0
			m.left = !m.drained
		}
		next := (length + 7) &^ 7
		if next > len(control) {
			return
		}
		control = control[next:]
	}
}
