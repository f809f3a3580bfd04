//go:build !linux

package instant

// MachineNs is not known here: what other processes read is another clock.
func MachineNs() (ns int64, known bool) { return 0, false }
