//go:build amd64 || arm64

package receive

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// eventsPerWait bounds what one Wait returns; the rest stays ready.
const eventsPerWait = 256

// wakeKey is the key of the poller's own event.
const wakeKey = -1

// Event says that something happened on the socket that was added with Key.
type Event struct {
	Key int32
	// Readable: there are bytes, the end, or an error. Writable: it can be sent to,
	// or a connection attempt is decided.
	Readable, Writable bool
}

// Poller waits for many sockets on one thread. All methods but Wake belong to
// that thread.
type Poller struct {
	epoll, wake int
	raw         [eventsPerWait]unix.EpollEvent
	events      [eventsPerWait]Event
	coarse      bool // the kernel waits in whole milliseconds only
}

// NewPoller returns a poller without sockets.
func NewPoller() (*Poller, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		_ = unix.Close(epoll)
		return nil, os.NewSyscallError("eventfd", err)
	}
	p := &Poller{epoll: epoll, wake: wake}
	if err := p.add(wake, wakeKey, unix.EPOLLIN); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Add watches a socket until it is closed. Events are edges: each is told once, so
// a reader must read until nothing is left.
func (p *Poller) Add(s *Socket, key int32) error {
	return p.add(s.fd, key, unix.EPOLLIN|unix.EPOLLOUT|unix.EPOLLRDHUP|unix.EPOLLET)
}

func (p *Poller) add(fd int, key int32, events uint32) error {
	event := unix.EpollEvent{Events: events, Fd: key}
	return os.NewSyscallError("epoll_ctl", unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, fd, &event))
}

// Wake ends the Wait in progress, or the next one. It may be called from anywhere
// until Close.
func (p *Poller) Wake() {
	one := [8]byte{1}
	_, _ = unix.Write(p.wake, one[:])
}

// Wait returns what happened, at the latest after timeoutNs; a negative one waits
// as long as it takes. The result is valid until the next call.
func (p *Poller) Wait(timeoutNs int64) ([]Event, error) {
	n, err := p.wait(timeoutNs)
	if errors.Is(err, unix.EINTR) {
		return nil, nil
	}
	if err != nil {
		return nil, os.NewSyscallError("epoll_wait", err)
	}
	count := 0
	for i := range n {
		raw := &p.raw[i]
		if raw.Fd == wakeKey {
			var eight [8]byte
			_, _ = unix.Read(p.wake, eight[:])
			continue
		}
		p.events[count] = Event{
			Key:      raw.Fd,
			Readable: raw.Events&^unix.EPOLLOUT != 0,
			Writable: raw.Events&(unix.EPOLLOUT|unix.EPOLLERR|unix.EPOLLHUP) != 0,
		}
		count++
	}
	return p.events[:count], nil
}

func (p *Poller) wait(timeoutNs int64) (int, error) {
	if p.coarse {
		return p.waitCoarsely(timeoutNs)
	}
	var limit *unix.Timespec
	if timeoutNs >= 0 {
		span := unix.NsecToTimespec(timeoutNs)
		limit = &span
	}
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(p.epoll), uintptr(unsafe.Pointer(&p.raw[0])),
		eventsPerWait, uintptr(unsafe.Pointer(limit)), 0, 0)
	if errno == unix.ENOSYS || errno == unix.EPERM { // a kernel before 5.11, or a filter that does not know it
		p.coarse = true
		return p.waitCoarsely(timeoutNs)
	}
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// waitCoarsely returns up to a millisecond early: the caller's loop asks again.
func (p *Poller) waitCoarsely(timeoutNs int64) (int, error) {
	ms := -1
	if timeoutNs >= 0 {
		ms = int(min(timeoutNs/1_000_000, 60_000))
	}
	return unix.EpollWait(p.epoll, p.raw[:], ms)
}

// Close gives the poller back; the sockets stay open.
func (p *Poller) Close() {
	_ = unix.Close(p.epoll)
	_ = unix.Close(p.wake)
}
