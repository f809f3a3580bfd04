//go:build amd64 || arm64

package receive

import (
	"encoding/binary"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
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
		m.stampNs, m.drained = 0, false
		if errno != 0 {
			return 0, errno
		}
		m.readControl(m.control[:m.header.Controllen])
		return int(n), 0
	}
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
		}
		next := (length + 7) &^ 7
		if next > len(control) {
			return
		}
		control = control[next:]
	}
}
