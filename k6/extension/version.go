package extension

import (
	"encoding/json"
	"io"
	"runtime"
	"runtime/debug"
)

// Version and Sources are set by main, which the linker tells them.
var (
	Version = "dev"
	Sources = "unknown"
)

// PrintVersion writes what this binary is made of, as one JSON line.
func PrintVersion(w io.Writer) error {
	return json.NewEncoder(w).Encode(map[string]string{
		"version": Version, "sources": Sources, "k6": k6Version(), "go": runtime.Version(),
	})
}

// k6Version is the version of the k6 module in this binary.
func k6Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if module.Path == "go.k6.io/k6/v2" {
			return module.Version
		}
	}
	return "unknown"
}
