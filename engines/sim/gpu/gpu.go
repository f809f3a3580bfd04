// Package gpu plays an NVIDIA GPU for tests on machines that have none: the container runtime hook that hands a GPU to
// a container, the command nvidia-smi, and dcgm-exporter. Its values are made up; names, labels and units are the real
// ones.
package gpu

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
)

// statePath is where a container finds what its GPU says; the hook puts it there.
const statePath = "/etc/dyno-fake-gpu.json"

// stateVariable names, on the machine, the file that the hook copies to statePath.
const stateVariable = "DYNO_FAKE_GPU"

// state is what the GPU says when it is asked.
type state struct {
	// Fields of `nvidia-smi --query-gpu`; another field is refused, as an old driver does.
	GPU map[string]string `json:"gpu"`
	// Rows of `nvidia-smi --query-compute-apps`.
	Apps []map[string]string `json:"apps"`
	// Fields of dcgm-exporter that say something else than usual, of the engine's GPU.
	DCGM map[string]string `json:"dcgm"`
}

func readState(path string) (state, error) {
	var read state
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	return read, err
}

// Role says which of the three programs is meant, by the name this binary was started under or its first argument;
// nil: none of them.
func Role(args []string) func(stdin io.Reader, stdout, stderr io.Writer) int {
	roles := map[string]func([]string, io.Reader, io.Writer, io.Writer) int{
		"nvidia-container-runtime-hook": hook,
		"nvidia-smi":                    smi,
		"dcgm-exporter":                 exporter,
	}
	rest := args[1:]
	play := roles[filepath.Base(args[0])]
	if play == nil && len(rest) > 0 {
		play, rest = roles[rest[0]], rest[1:]
	}
	if play == nil {
		return nil
	}
	return func(stdin io.Reader, stdout, stderr io.Writer) int { return play(rest, stdin, stdout, stderr) }
}
