package server

import (
	"encoding/binary"
	"unsafe"

	"dyno/sim/clock"

	"golang.org/x/sys/unix"
)

// Kernel receive stamps: control message SCM_TIMESTAMPNS, a 16-byte header and a timespec.
const (
	stampHeaderBytes = 16
	stampBytes       = 32
)

// receive reads into the scratch buffer; oob holds the kernel's receive stamp.
func (c *conn) receive() (n int, oob []byte, err error) {
	var control [stampBytes * 2]byte
	n, oobn, _, _, err := unix.Recvmsg(c.fd, c.server.scratch, control[:], 0)
	if err != nil {
		return 0, nil, err
	}
	return n, control[:oobn], nil
}

// arrival is when the last bytes came, on the monotonic clock: from the kernel's
// stamp (which is wall time) where it gave one, else the time after the read.
func arrival(oob []byte) (ns int64, from string) {
	nowNs := clock.NowNs()
	if len(oob) >= stampBytes &&
		binary.NativeEndian.Uint32(oob[8:]) == unix.SOL_SOCKET &&
		binary.NativeEndian.Uint32(oob[12:]) == unix.SCM_TIMESTAMPNS {
		seconds := int64(binary.NativeEndian.Uint64(oob[stampHeaderBytes:]))
		nanos := int64(binary.NativeEndian.Uint64(oob[stampHeaderBytes+8:]))
		stampNs := seconds*1e9 + nanos - clock.WallOffsetNs()
		// A stamp from the future or long past means that the wall clock was stepped in between.
		if stampNs <= nowNs && nowNs-stampNs < 10e9 {
			return stampNs, "kernel"
		}
	}
	return nowNs, "read"
}

// send is a bare send(2): it never blocks, so the scheduler need not know of it,
// and a closed socket is an error instead of a signal.
func send(fd int, data []byte) (int, unix.Errno) {
	n, _, errno := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(data))),
		uintptr(len(data)), unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}

// reset makes the coming close send a TCP reset.
func reset(fd int) {
	_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1, Linger: 0})
}
