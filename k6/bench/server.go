package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// server is a simulated engine on a core of its own.
type server struct {
	url  string
	stop func()
}

func startServer(o options, s scenario, truth string) (*server, error) {
	args := append([]string{
		"-c", strconv.Itoa(o.serverCPU), filepath.Join(o.tools, "sim"), "--port", "0",
		"--output-tokens", strconv.Itoa(s.tokens), "--truth", truth,
	}, s.sim...)
	cmd := exec.Command("taskset", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := sync.OnceFunc(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, url, ready := strings.Cut(lines.Text(), " at http://"); ready {
			return &server{url: "http://" + url, stop: stop}, nil
		}
	}
	stop()
	return nil, fmt.Errorf("the simulator did not become ready")
}

// startBurning keeps a core busy until stop is called.
func startBurning(cpu int) (stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("taskset", "-c", strconv.Itoa(cpu), self, "burn")
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }, nil
}

// burn is the busy loop; it ends when its parent does.
func burn() {
	parent := os.Getppid()
	for os.Getppid() == parent {
		for i := 0; i < 1<<24; i++ {
			continue
		}
	}
	os.Exit(0)
}
