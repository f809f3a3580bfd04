// Command k6 is k6 with the module k6/x/dyno inside: the same main as xk6 makes,
// and one more word, "dyno-version", that tells what the binary was built from.
package main

import (
	"fmt"
	"os"

	"go.k6.io/k6/v2/cmd"

	"dyno/k6/extension"
)

// Set by the linker: -X main.version=... -X main.sources=<sha256 of our sources>.
var (
	version = "dev"
	sources = "unknown"
)

func main() {
	extension.Version, extension.Sources = version, sources
	if len(os.Args) == 2 && os.Args[1] == "dyno-version" {
		if err := extension.PrintVersion(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	cmd.Execute()
}
