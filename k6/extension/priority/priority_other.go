//go:build !linux

// Package priority lets a process that measures run before others on its cores.
package priority

// Normal: the process shares its cores like any other.
const Normal = "normal"

// Raise does nothing on systems other than Linux.
func Raise() (reached string, lower func()) { return Normal, func() {} }

// SharpTimers does nothing on systems other than Linux.
func SharpTimers() {}
