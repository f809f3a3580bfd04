package main

import (
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// noise says how far the machine was our own: others run on it too.
type noise struct {
	LoadAverage float64 `json:"loadAverage"`
	// OthersShare is how much of the client's core went to other processes,
	// StolenShare how much the hypervisor took away.
	OthersShare float64 `json:"othersShareOfClientCore"`
	StolenShare float64 `json:"stolenShareOfClientCore"`
}

type coreTimes struct{ busy, stolen float64 } // s

type machineWatch struct {
	cpu   int
	begun time.Time
	first coreTimes
}

func watchMachine(cpu int) machineWatch {
	return machineWatch{cpu, time.Now(), readCore(cpu)}
}

func (w machineWatch) end(clientCPUSeconds float64) noise {
	now, seconds := readCore(w.cpu), time.Since(w.begun).Seconds()
	return noise{
		LoadAverage: machine().LoadAverage,
		OthersShare: max(0, now.busy-w.first.busy-clientCPUSeconds) / seconds,
		StolenShare: (now.stolen - w.first.stolen) / seconds,
	}
}

// readCore reads a line "cpu1 user nice system idle iowait irq softirq steal" of
// /proc/stat, in hundredths of a second.
func readCore(cpu int) coreTimes {
	text, _ := os.ReadFile("/proc/stat")
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 9 || fields[0] != "cpu"+strconv.Itoa(cpu) {
			continue
		}
		var n [9]float64
		for i := 1; i < 9; i++ {
			n[i], _ = strconv.ParseFloat(fields[i], 64)
		}
		return coreTimes{busy: (n[1] + n[2] + n[3] + n[6] + n[7]) / 100, stolen: n[8] / 100}
	}
	return coreTimes{}
}

type machineFacts struct {
	Kernel      string  `json:"kernel"`
	LoadAverage float64 `json:"loadAverage"`
}

func machine() machineFacts {
	var name unix.Utsname
	_ = unix.Uname(&name)
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	load, _ := strconv.ParseFloat(first, 64)
	return machineFacts{unix.ByteSliceToString(name.Release[:]), load}
}
