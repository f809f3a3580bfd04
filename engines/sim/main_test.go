package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is the simulator itself when this variable is set, so the
// tests meet a real process with real signals and exit codes.
const asProgram = "TEST_BINARY_IS_SIM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// process is a running simulator.
type process struct {
	*exec.Cmd
	url   string
	lines *bufio.Scanner
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// launch starts a simulator and waits for its line about being ready.
func launch(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{Cmd: command(append([]string{"--port", "0", "--max-speed"}, args...)...)}
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	p.lines = bufio.NewScanner(out)
	for p.lines.Scan() {
		if found := regexp.MustCompile(`ready, model .* at (http://\S+)`).FindStringSubmatch(p.lines.Text()); found != nil {
			p.url = found[1]
			return p
		}
	}
	t.Fatal("the simulator never said that it is ready")
	return nil
}

// exitCode waits for the end.
func (p *process) exitCode() int {
	for p.lines.Scan() {
	}
	_ = p.Wait()
	return p.ProcessState.ExitCode()
}

func (p *process) post(t *testing.T, body string) *http.Response {
	t.Helper()
	response, err := http.Post(p.url+"/v1/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return response
}

const chat = `{"messages":[{"role":"user","content":"x"}],"stream":true,"user":"u1"`

func TestSIGTERMFlushesTheTruthAndExitsZero(t *testing.T) {
	path := filepath.Join(t.TempDir(), "truth.jsonl")
	p := launch(t, "--truth", path)
	response := p.post(t, chat+`,"sim":{"fault":"freeze-after=2"}}`)
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for range 6 {
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	_ = p.Process.Signal(syscall.SIGTERM)
	if code := p.exitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	truth, _ := os.ReadFile(path)
	if !bytes.Contains(truth, []byte(`"id":"u1"`)) || !bytes.Contains(truth, []byte(`"chunks":2`)) || !bytes.Contains(truth, []byte(`"outcome":"shutdown"`)) {
		t.Errorf("truth: %s", truth)
	}
}

func TestSIGTERMCanBeIgnoredForAWhile(t *testing.T) {
	p := launch(t, "--fault", "ignore-sigterm-ms=100")
	sent := time.Now()
	_ = p.Process.Signal(syscall.SIGTERM)
	if code := p.exitCode(); code != 0 || time.Since(sent) < 100*time.Millisecond {
		t.Errorf("exit code %d after %v", code, time.Since(sent))
	}
}

func TestACrashCutsStreamsAndGivesItsExitCode(t *testing.T) {
	p := launch(t, "--exit-code", "137")
	response := p.post(t, chat+`,"sim":{"fault":["freeze-before","exit-after-ms=20"]}}`)
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("the stream ended in order")
	}
	if code := p.exitCode(); code != 137 {
		t.Errorf("exit code %d", code)
	}
}

func TestAFailingStartPrintsALogAndExits(t *testing.T) {
	cmd := command("--port", "0", "--exit-on-start", "--start-delay-ms", "20", "--exit-code", "3")
	out, _ := cmd.Output()
	if cmd.ProcessState.ExitCode() != 3 || !strings.Contains(string(out), "initialization failed") {
		t.Errorf("exit code %d, output %s", cmd.ProcessState.ExitCode(), out)
	}
}

func TestUntilTheModelIsLoadedTheServerSaysSoOrRefuses(t *testing.T) {
	for mode, wantRefusal := range map[string]bool{"503": false, "refuse": true} {
		port := freePort(t)
		cmd := command("--port", port, "--start-delay-ms", "60000", "--start-mode", mode)
		out, _ := cmd.StdoutPipe()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The first line tells that the port is as it stays until the model is loaded.
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		response, err := http.Get("http://127.0.0.1:" + port + "/health")
		if refused := err != nil; refused != wantRefusal {
			t.Errorf("%s: refused %v", mode, refused)
		}
		if err == nil {
			if response.StatusCode != 503 {
				t.Errorf("%s: status %d", mode, response.StatusCode)
			}
			response.Body.Close()
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("%s: exit code %d", mode, code)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

func TestATakenPortIsSaidClearly(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	var stderr bytes.Buffer
	cmd := command("--port", port)
	cmd.Stderr = &stderr
	_ = cmd.Run()
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "127.0.0.1:"+port+" is taken") {
		t.Errorf("exit code %d, message %s", cmd.ProcessState.ExitCode(), stderr.String())
	}
}

func TestTheHealthCheckAsksARunningSimulator(t *testing.T) {
	p := launch(t)
	for url, want := range map[string]int{p.url + "/health": 0, p.url + "/none": 1, "http://127.0.0.1:" + freePort(t): 1} {
		var stderr bytes.Buffer
		if code := healthcheck([]string{"--url", url}, &stderr); code != want || (code != 0) != (stderr.Len() > 0) {
			t.Errorf("%s: exit code %d, want %d, message %s", url, code, want, stderr.String())
		}
	}
}
