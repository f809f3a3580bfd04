// Command sim is an OpenAI-compatible engine without a model: its tokens come at
// scripted instants, and it logs when it really sent them.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"dyno/sim/gpu"
	"dyno/sim/server"
	"dyno/sim/truth"
)

// Set by the build line: the project's version and a hash of this program's sources.
var version, sources = "0.0.0", "unknown"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "healthcheck" {
		os.Exit(healthcheck(os.Args[2:], os.Stderr))
	}
	if play := gpu.Role(os.Args); play != nil {
		os.Exit(play(os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is one life of the simulator; it returns the exit code.
func run(args, environ []string, stdout, stderr io.Writer) int {
	options, truthPath, err := readFlags(args, environ, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "sim: %v\nsim: --help lists the flags\n", err)
		return 2
	}
	options.Log, options.Version, options.Sources = stdout, version, sources
	if truthPath != "" {
		if options.Truth, err = truth.Open(truthPath); err != nil {
			return fail(stderr, err)
		}
	}
	// Before the port is open: whoever sees it open may already send the signal.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	keepPlaceForLog()
	keepHeapCalm()
	s, err := server.New(options)
	if err != nil {
		return fail(stderr, err)
	}
	go func() {
		for range signals {
			s.Stop()
		}
	}()
	code, err := s.Run()
	if err = errors.Join(err, options.Truth.Close()); err != nil {
		return fail(stderr, err)
	}
	return code
}

func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "sim: %v\n", err)
	return 1
}
