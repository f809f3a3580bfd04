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

	"golang.org/x/sys/unix"
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
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	prefer(cmd.Process.Pid)
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

// prefer lets a process that has just been started go before what else runs on its
// core, if that can be had: the script of the server must not come late. Sessions
// are preferred, not processes, where the kernel shares the CPU among sessions.
func prefer(pid int) {
	_ = unix.Setpriority(unix.PRIO_PROCESS, pid, -15)
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", pid), []byte("-15"), 0)
}

// startBurning keeps a core busy until stop is called.
func startBurning(cpu int) (stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("taskset", "-c", strconv.Itoa(cpu), self, "burn")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // in nobody else's share of the CPU
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
