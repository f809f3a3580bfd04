// Command alone is the load generator's core without k6: what k6 itself costs is
// the difference.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"sync"

	"dyno/k6/extension/run"
)

func main() {
	if err := play(os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, "alone:", err)
		os.Exit(1)
	}
}

func play(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var load struct{ Shape struct{ Kind string } }
	if err := json.Unmarshal(text, &load); err != nil {
		return err
	}
	debug.SetGCPercent(400)
	test, err := run.Open(path, load.Shape.Kind, run.Versions{Client: "alone", K6: "none"}, os.Stdout)
	if err != nil {
		return err
	}
	var callers sync.WaitGroup
	for vu := range test.Callers() {
		callers.Go(func() {
			caller := test.NewCaller(uint64(vu + 1))
			for caller.Next(context.Background()) {
				continue
			}
		})
	}
	callers.Wait()
	return test.Finish()
}
