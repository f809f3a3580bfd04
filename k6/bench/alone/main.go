// Command alone is the load generator's core without k6: what k6 itself costs is
// the difference.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"

	"dyno/k6/extension/run"
)

func main() {
	var tuning run.Tuning
	flag.BoolVar(&tuning.NormalPriority, "normal-priority", false, "")
	flag.BoolVar(&tuning.Workers, "workers", false, "")
	flag.Parse()
	if err := play(flag.Arg(0), tuning); err != nil {
		fmt.Fprintln(os.Stderr, "alone:", err)
		os.Exit(1)
	}
}

func play(path string, tuning run.Tuning) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var load struct{ Shape struct{ Kind string } }
	if err := json.Unmarshal(text, &load); err != nil {
		return err
	}
	test, err := run.Open(path, load.Shape.Kind, run.Versions{Client: "alone", K6: "none"}, os.Stdout)
	if err != nil {
		return err
	}
	test.Tune(tuning)
	return errors.Join(test.Play(context.Background()), test.Finish())
}
