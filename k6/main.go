// Command k6 is k6 with the module k6/x/dyno inside: the same main as xk6 makes,
// and two more words: "dyno-version" tells what the binary was built from, and
// "dyno-null-server" is a server to calibrate the client against.
package main

import (
	"fmt"
	"os"

	"go.k6.io/k6/v2/cmd"

	"dyno/k6/extension"
	"dyno/k6/extension/nullserver"
)

// Set by the linker: -X main.version=... -X main.sources=<sha256 of our sources>.
var (
	version = "dev"
	sources = "unknown"
)

func main() {
	extension.Version, extension.Sources = version, sources
	switch {
	case len(os.Args) == 2 && os.Args[1] == "dyno-version":
		exitOn(extension.PrintVersion(os.Stdout))
	case len(os.Args) >= 2 && os.Args[1] == "dyno-null-server":
		exitOn(nullserver.Command(os.Args[2:], os.Stdin, os.Stdout))
	default:
		cmd.Execute()
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
