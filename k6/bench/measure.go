package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"dyno/k6/extension/instant"
)

// longest is what one client may take for one scenario.
const longest = 60 * time.Second

// measured is one client in one scenario. Times are in the unit of their name;
// pointers are null where the client does not say.
type measured struct {
	Scenario        string    `json:"scenario"`
	Client          string    `json:"client"`
	Requests        int       `json:"requests"` // that the server answered whole
	Chunks          int64     `json:"chunks"`   // that the server sent
	CPUSeconds      float64   `json:"cpuS"`     // of the whole process, start to end
	CPUPerMillion   float64   `json:"cpuSPerMillionChunks"`
	LoadCPU         *float64  `json:"loadCpuSPerMillionChunks"` // from t0 to the last answer only
	ShareOfFloor    *float64  `json:"ratioToFloor"`
	LoadOfFloor     *float64  `json:"loadRatioToFloor"`
	ChunksPerSecond float64   `json:"chunksPerS"`
	PeakMemoryMB    float64   `json:"peakMemoryMb"`
	StartS          float64   `json:"startS"` // process start to the first request at the server, without the lead
	Errors          errorSet  `json:"errors"` // reported minus true
	Lateness        *quantile `json:"sendLatenessMs"`
	Response        *quantile `json:"e2eFromIntendedMs"` // open loop only, as the client saw it
	Service         *quantile `json:"e2eFromSentMs"`
	LagP99Ms        *float64  `json:"readerLagP99Ms"`
	Coalesced       *float64  `json:"coalescedShare"`
	Machine         noise     `json:"machine"`
}

func measureClient(o options, s scenario, c client, folder string) (measured, error) {
	m := measured{Scenario: s.name, Client: c.name()}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return m, err
	}
	t := test{scenario: s, folder: folder}
	server, err := startServer(o, s, t.at("truth.jsonl"))
	if err != nil {
		return m, err
	}
	defer server.stop()
	t.url = server.url
	if err := prepare(t); err != nil {
		return m, err
	}
	if s.starved {
		stop, err := startBurning(o.clientCPU)
		if err != nil {
			return m, err
		}
		defer stop()
	}
	watch := watchMachine(o.clientCPU)
	run, err := runClient(o, c, t)
	if err != nil {
		return m, err
	}
	m.Machine = watch.end(run.cpuS)
	server.stop()
	m.CPUSeconds, m.PeakMemoryMB = run.cpuS, run.peakMB
	return m, fill(&m, s, c, t, run)
}

func prepare(t test) error {
	load := map[string]any{
		"version": 1, "url": t.url, "headers": map[string]string{}, "workload": t.at("workload.jsonl"),
		"records": t.at("requests.jsonl"), "clientReport": t.at("client.json"), "shape": t.scenario.shape(),
		"requests": t.scenario.requests, "drainMs": 1000, "requestTimeoutMs": 50_000, "leadMs": t.scenario.leadMs,
	}
	text, err := json.Marshal(load)
	if err != nil {
		return err
	}
	if err := os.WriteFile(t.at("load.json"), text, 0o600); err != nil {
		return err
	}
	return os.WriteFile(t.at("workload.jsonl"), []byte(t.scenario.workload()), 0o600)
}

// cost is what a process took.
type cost struct {
	startNs      int64 // CLOCK_MONOTONIC, just before it was started
	cpuS, peakMB float64
}

func runClient(o options, c client, t test) (cost, error) {
	args := append([]string{"-c", strconv.Itoa(o.clientCPU)}, c.command(t)...)
	cmd := exec.Command("taskset", args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // as the orchestrator starts it
	cmd.Env = append(append(os.Environ(), "K6_AUTO_EXTENSION_RESOLUTION=false"), c.env...)
	log, err := os.Create(t.at("client.log"))
	if err != nil {
		return cost{}, err
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	startNs, _ := instant.MachineNs()
	run := cost{startNs: startNs}
	if err := cmd.Start(); err != nil {
		return run, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	timeout := time.After(longest)
	for {
		select {
		case err := <-ended:
			usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
			run.cpuS = float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
			if err != nil {
				return run, fmt.Errorf("%w: %s", err, tail(t.at("client.log")))
			}
			return run, nil
		case <-timeout:
			_ = cmd.Process.Kill()
			<-ended
			return run, fmt.Errorf("not done within %v", longest)
		case <-time.After(100 * time.Millisecond):
			run.peakMB = max(run.peakMB, treePeakMB(cmd.Process.Pid))
		}
	}
}

func tail(path string) string {
	text, _ := os.ReadFile(path)
	return string(text[max(0, len(text)-500):])
}
