//go:build amd64 || arm64

package receive

import (
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// Socket is a TCP socket that never blocks, for a Poller. The zero value is closed.
type Socket struct {
	fd    int
	open  bool
	reads uint64
}

// Connect begins to open a connection; the poller tells when it is decided.
func (s *Socket) Connect(to netip.AddrPort) error {
	family, address := unix.AF_INET, sockaddr(to)
	if to.Addr().Is6() {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.IPPROTO_TCP)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	*s = Socket{fd: fd, open: true}
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	askForStamps(fd)
	if err := unix.Connect(fd, address); err != nil && err != unix.EINPROGRESS {
		s.Close()
		return os.NewSyscallError("connect", err)
	}
	return nil
}

func sockaddr(to netip.AddrPort) unix.Sockaddr {
	if to.Addr().Is6() {
		return &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
}

// Connected tells how an attempt was decided.
func (s *Socket) Connected() error {
	code, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = unix.Errno(code)
	}
	return os.NewSyscallError("connect", err)
}

// Send sends what fits now and returns how much that was.
func (s *Socket) Send(p []byte) (int, error) {
	sent := 0
	for sent < len(p) {
		n, err := unix.SendmsgN(s.fd, p[sent:], nil, nil, unix.MSG_NOSIGNAL)
		switch err {
		case nil:
			sent += n
		case unix.EINTR:
		case unix.EAGAIN:
			return sent, nil
		default:
			return sent, os.NewSyscallError("sendmsg", err)
		}
	}
	return sent, nil
}

// IsOpen is true from Connect to Close.
func (s *Socket) IsOpen() bool { return s.open }

// Close closes the socket, and takes it out of its poller.
func (s *Socket) Close() {
	if s.open {
		_ = unix.Close(s.fd)
		s.open = false
	}
}
