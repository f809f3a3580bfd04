package loop

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Watch calls handler whenever fd is ready for one of the epoll events, level
// triggered. The handler finds out by trying (a read that gives EAGAIN is fine).
func (l *Loop) Watch(fd int, events uint32, handler func()) error {
	for fd >= len(l.handlers) {
		l.handlers = append(l.handlers, nil)
	}
	event := unix.EpollEvent{Events: events, Fd: int32(fd)}
	if err := unix.EpollCtl(l.epollFd, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl add: %w", err)
	}
	l.handlers[fd] = handler
	return nil
}

// Rewatch changes the events of a watched descriptor.
func (l *Loop) Rewatch(fd int, events uint32) error {
	event := unix.EpollEvent{Events: events, Fd: int32(fd)}
	if err := unix.EpollCtl(l.epollFd, unix.EPOLL_CTL_MOD, fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl mod: %w", err)
	}
	return nil
}

// Unwatch forgets a descriptor; call it before closing.
func (l *Loop) Unwatch(fd int) {
	l.handlers[fd] = nil
	_ = unix.EpollCtl(l.epollFd, unix.EPOLL_CTL_DEL, fd, nil)
}

// Close releases the kernel objects of a loop that no longer runs.
func (l *Loop) Close() {
	for _, fd := range []int{l.epollFd, l.timerFd, l.wakeFd} {
		_ = unix.Close(fd)
	}
}
