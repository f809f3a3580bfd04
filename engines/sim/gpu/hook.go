package gpu

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The only GPU there is, as a container may ask for it.
var devices = map[string]bool{"all": true, "0": true, "GPU-11111111-2222-3333-4444-555555555555": true}

// hook is an OCI prestart hook: it puts nvidia-smi and the state of the GPU into the container's root. The daemon calls
// it for containers that ask for a GPU, with the container's state on stdin.
func hook(_ []string, stdin io.Reader, _, stderr io.Writer) int {
	if err := handOver(stdin); err != nil {
		fmt.Fprintf(stderr, "nvidia-container-cli: %v\n", err)
		return 1
	}
	return 0
}

func handOver(stdin io.Reader) error {
	root, env, err := container(stdin)
	if err != nil {
		return err
	}
	if asked := env["NVIDIA_VISIBLE_DEVICES"]; !devices[asked] {
		return fmt.Errorf("device error: %s: unknown device", asked)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return errors.Join(
		copyFile(self, filepath.Join(root, "usr/bin/nvidia-smi"), 0o755),
		copyFile(os.Getenv(stateVariable), filepath.Join(root, statePath), 0o644),
	)
}

// container reads root folder and environment of the container that is being started.
func container(stdin io.Reader) (string, map[string]string, error) {
	var started struct{ Bundle string }
	var config struct {
		Process struct{ Env []string }
		Root    struct{ Path string }
	}
	if err := json.NewDecoder(stdin).Decode(&started); err != nil {
		return "", nil, err
	}
	text, err := os.ReadFile(filepath.Join(started.Bundle, "config.json"))
	if err == nil {
		err = json.Unmarshal(text, &config)
	}
	if err != nil {
		return "", nil, err
	}
	env := map[string]string{}
	for _, line := range config.Process.Env {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	root := config.Root.Path
	if !filepath.IsAbs(root) {
		root = filepath.Join(started.Bundle, root)
	}
	return root, env, nil
}

func copyFile(from, to string, mode os.FileMode) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err = os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, mode)
}
