//go:build amd64 || arm64

package receive

import "golang.org/x/sys/unix"

// HoldStamping makes the kernel stamp packets for as long as it is held. Stamping
// is switched on for the whole machine by the first socket that asks, a moment
// late, and off by the last one: with one idle socket that asks, the first bytes
// of a new connection are stamped too.
func HoldStamping() (release func()) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return func() {}
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	return func() { _ = unix.Close(fd) }
}
