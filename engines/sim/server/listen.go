package server

import (
	"errors"
	"fmt"
	"net"
	"strconv"

	"golang.org/x/sys/unix"
)

// PortTaken is the failure to listen because another process has the port.
type PortTaken struct{ Address string }

func (e *PortTaken) Error() string {
	return fmt.Sprintf("%s is taken by another process; choose another with --port, or stop the other one", e.Address)
}

func (s *Server) address() string {
	return net.JoinHostPort(s.options.Host, strconv.Itoa(s.port))
}

// listen opens the port; a second call, after the start delay, takes the same one.
func (s *Server) listen() error {
	if s.port == 0 {
		s.port = s.options.Port
	}
	listener, err := net.Listen("tcp", s.address())
	if errors.Is(err, unix.EADDRINUSE) {
		return &PortTaken{s.address()}
	}
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.address(), err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	// The loop needs the bare descriptor; Go's listener would poll it on its own.
	file, err := listener.(*net.TCPListener).File()
	_ = listener.Close()
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.address(), err)
	}
	s.listenFd, err = unix.Dup(int(file.Fd()))
	_ = file.Close()
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.address(), err)
	}
	_ = unix.SetNonblock(s.listenFd, true)
	// Set on the listener, so that accepted sockets stamp from their first byte.
	_ = unix.SetsockoptInt(s.listenFd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	return s.loop.Watch(s.listenFd, unix.EPOLLIN, s.accept)
}

func (s *Server) closeListener() {
	if s.listenFd >= 0 {
		s.loop.Unwatch(s.listenFd)
		_ = unix.Close(s.listenFd)
		s.listenFd = -1
	}
}

// hold binds the port without listening, as a server does that reserves it before its model is loaded: whoever
// connects is refused. Where it cannot, the port is left free, which looks the same.
func (s *Server) hold() {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return
	}
	address := unix.SockaddrInet4{Port: s.port}
	if ip := net.ParseIP(s.options.Host).To4(); ip != nil {
		copy(address.Addr[:], ip)
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if unix.Bind(fd, &address) != nil {
		_ = unix.Close(fd)
		return
	}
	s.boundFd = fd
}

// letGo frees a port that was held.
func (s *Server) letGo() {
	if s.boundFd >= 0 {
		_ = unix.Close(s.boundFd)
		s.boundFd = -1
	}
}

// accept takes all waiting connections.
func (s *Server) accept() {
	for {
		fd, _, err := unix.Accept4(s.listenFd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == unix.ECONNABORTED || err == unix.EINTR {
			continue
		}
		if err != nil {
			// EAGAIN, or no descriptor left: the waiting ones stay in the backlog.
			return
		}
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		c := &conn{server: s, fd: fd}
		if err = s.loop.Watch(fd, unix.EPOLLIN, c.ready); err != nil {
			_ = unix.Close(fd)
		}
	}
}
