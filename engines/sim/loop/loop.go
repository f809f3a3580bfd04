// Package loop is the simulator's one thread: sockets by epoll, due times by a
// heap behind one timerfd. A single thread means no hand-over between a due
// time and its write, and a timerfd has no timer slack and takes absolute
// instants, where Go's own timers round a wait below 1 ms up to 1 ms.
package loop

import (
	"fmt"
	"sync"

	"dyno/sim/clock"

	"golang.org/x/sys/unix"
)

// firesPerTurn bounds the timers served before the sockets are looked at again.
const firesPerTurn = 64

// Loop runs handlers and timers, all on the goroutine that calls Run.
type Loop struct {
	timers
	epollFd, timerFd, wakeFd int
	armedNs                  int64
	handlers                 []func()
	stopped                  bool

	mu     sync.Mutex
	posted []func()
}

// New makes the loop's three kernel objects.
func New() (*Loop, error) {
	l := &Loop{}
	var err error
	if l.epollFd, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, fmt.Errorf("epoll_create1: %w", err)
	}
	if l.timerFd, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK); err != nil {
		return nil, fmt.Errorf("timerfd_create: %w", err)
	}
	if l.wakeFd, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	// Arming the timerfd again clears its expiry, so its event needs no handling.
	if err = l.Watch(l.timerFd, unix.EPOLLIN, func() {}); err != nil {
		return nil, err
	}
	return l, l.Watch(l.wakeFd, unix.EPOLLIN, l.runPosted)
}

// At arms (or moves) a timer; an instant in the past fires in this turn or the next.
func (l *Loop) At(t *Timer, dueNs int64) { l.arm(t, dueNs) }

// Cancel disarms a timer; cancelling an idle one does nothing.
func (l *Loop) Cancel(t *Timer) { l.cancel(t) }

// Stop makes Run return after the current handler.
func (l *Loop) Stop() { l.stopped = true }

// Post runs fn on the loop soon; the only method that other goroutines may call.
func (l *Loop) Post(fn func()) {
	l.mu.Lock()
	l.posted = append(l.posted, fn)
	l.mu.Unlock()
	// A full counter already means "awake", so the result does not matter.
	_, _ = unix.Write(l.wakeFd, []byte{1, 0, 0, 0, 0, 0, 0, 0})
}

func (l *Loop) runPosted() {
	var counter [8]byte
	_, _ = unix.Read(l.wakeFd, counter[:])
	l.mu.Lock()
	posted := l.posted
	l.posted = nil
	l.mu.Unlock()
	for _, fn := range posted {
		fn()
	}
}

// Run serves until Stop. It returns an error only if the kernel refuses to wait.
func (l *Loop) Run() error {
	events := make([]unix.EpollEvent, 256)
	for !l.stopped {
		l.fireDue()
		waitMs := l.armTimer()
		n, err := unix.EpollWait(l.epollFd, events, waitMs)
		if err != nil && err != unix.EINTR {
			return fmt.Errorf("epoll_wait: %w", err)
		}
		for i := 0; i < n && !l.stopped; i++ {
			// A handler may have closed a later descriptor of the same batch.
			if handler := l.handlers[events[i].Fd]; handler != nil {
				handler()
			}
		}
	}
	return nil
}

func (l *Loop) fireDue() {
	for fires := 0; fires < firesPerTurn && len(l.heap) > 0 && !l.stopped; fires++ {
		next := l.heap[0]
		if next.DueNs > clock.NowNs() {
			return
		}
		l.cancel(next)
		next.Fire()
	}
}

// armTimer sets the timerfd to the next due time and gives epoll_wait's time-out.
func (l *Loop) armTimer() (waitMs int) {
	if l.stopped {
		return 0
	}
	var dueNs int64
	if len(l.heap) > 0 {
		dueNs = max(l.heap[0].DueNs, 1)
		if dueNs <= clock.NowNs() {
			return 0
		}
	}
	if dueNs != l.armedNs {
		l.armedNs = dueNs
		spec := unix.ItimerSpec{Value: unix.NsecToTimespec(dueNs)}
		_ = unix.TimerfdSettime(l.timerFd, unix.TFD_TIMER_ABSTIME, &spec, nil)
	}
	return -1
}

// Freeze stops everything, sockets and timers, until untilNs or a Post: what a
// stopped process looks like from outside.
func (l *Loop) Freeze(untilNs int64) {
	for {
		leftMs := (untilNs - clock.NowNs() + 999_999) / 1_000_000
		if leftMs <= 0 {
			return
		}
		waiting := []unix.PollFd{{Fd: int32(l.wakeFd), Events: unix.POLLIN}}
		if n, _ := unix.Poll(waiting, int(leftMs)); n > 0 {
			return
		}
	}
}
