//go:build !linux

package nullserver

// monotonicNs is 0: instants count from the start of the server.
func monotonicNs() int64 { return 0 }
