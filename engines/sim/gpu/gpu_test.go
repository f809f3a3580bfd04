package gpu

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// start plays the daemon: it runs the hook for a container that asks for a GPU.
func start(t *testing.T, asked string) (root string, code int, words string) {
	t.Helper()
	bundle := t.TempDir()
	state := filepath.Join(t.TempDir(), "state.json")
	config := `{"process":{"env":["NVIDIA_VISIBLE_DEVICES=` + asked + `"]},"root":{"path":"rootfs"}}`
	for path, text := range map[string]string{filepath.Join(bundle, "config.json"): config, state: `{"gpu":{"index":"0"}}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(stateVariable, state)
	var stderr strings.Builder
	play := Role([]string{"/usr/bin/nvidia-container-runtime-hook", "prestart"})
	code = play(strings.NewReader(`{"bundle":"`+bundle+`"}`), &stderr, &stderr)
	return filepath.Join(bundle, "rootfs"), code, stderr.String()
}

func TestHookHandsOverTheGPU(t *testing.T) {
	root, code, words := start(t, "0")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, words)
	}
	read, err := readState(filepath.Join(root, statePath))
	if err != nil || read.GPU["index"] != "0" {
		t.Errorf("the container got %v, %v", read, err)
	}
	if info, err := os.Stat(filepath.Join(root, "usr/bin/nvidia-smi")); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("no executable nvidia-smi: %v", err)
	}
}

func TestHookRefusesAnUnknownDevice(t *testing.T) {
	if _, code, words := start(t, "7"); code == 0 || !strings.Contains(words, "device error: 7: unknown device") {
		t.Errorf("exit code %d: %s", code, words)
	}
}

func TestAnUnknownFieldRefusesTheWholeQuery(t *testing.T) {
	var out strings.Builder
	if code := answer([]string{"index", "odd"}, []map[string]string{{"index": "0"}}, &out); code != 2 {
		t.Errorf("exit code %d", code)
	}
	if out.String() != "Field \"odd\" is not a valid field to query.\n\n" {
		t.Errorf("%q", out.String())
	}
}

func TestOtherArgumentsAreTheSimulators(t *testing.T) {
	for _, args := range [][]string{{"sim"}, {"/sim", "--port", "0"}} {
		if Role(args) != nil {
			t.Errorf("%v", args)
		}
	}
}
