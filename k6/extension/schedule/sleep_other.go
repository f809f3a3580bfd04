//go:build !linux

package schedule

import "time"

func sleepPrecisely(d time.Duration) { time.Sleep(d) }
