// Command bench measures the load generator against the simulated engine's truth:
// Dyno through k6, the same core without k6, a minimal Go reader (the floor), and
// whatever other clients are installed, one after another in one run.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// options are the flags.
type options struct {
	tools, scenarios     string // where the programs and the k6 scenarios lie
	only, clients        string
	serverCPU, clientCPU int
	asJSON               bool
	keep                 string
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "burn" {
		burn()
	}
	if err := bench(readFlags()); err != nil {
		fmt.Fprintln(os.Stderr, "bench-client:", err)
		os.Exit(1)
	}
}

func readFlags() options {
	var o options
	flag.StringVar(&o.tools, "tools", ".tools", "folder of k6, sim and bench/")
	flag.StringVar(&o.scenarios, "scenarios", "k6/scenarios", "folder of the k6 scenarios")
	flag.StringVar(&o.only, "scenario", "", "comma-separated, all by default: "+strings.Join(scenarioNames(), ","))
	flag.StringVar(&o.clients, "client", "", "comma-separated, all by default: dyno,alone,floor,peers")
	flag.IntVar(&o.serverCPU, "server-cpu", 0, "core of the simulated engine")
	flag.IntVar(&o.clientCPU, "client-cpu", 1, "core of the client")
	flag.BoolVar(&o.asJSON, "json", false, "JSON on stdout instead of tables")
	flag.StringVar(&o.keep, "keep", "", "keep workloads, records and truth logs in this folder")
	flag.Parse()
	return o
}

func bench(o options) error {
	folder := o.keep
	if folder == "" {
		temporary, err := os.MkdirTemp("", "dyno-bench-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(temporary) }()
		folder = temporary
	}
	chosen, err := chooseScenarios(o.only)
	if err != nil {
		return err
	}
	var all []measured
	for _, s := range chosen {
		rows, err := measureScenario(o, s, filepath.Join(folder, s.name))
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		all = append(all, rows...)
		if !o.asJSON {
			printScenario(os.Stdout, s, rows)
		}
	}
	bars := judge(all)
	if o.asJSON {
		return json.NewEncoder(os.Stdout).Encode(map[string]any{"machine": machine(), "runs": all, "bars": bars})
	}
	printBars(os.Stdout, bars)
	printMissingPeers(os.Stdout)
	return nil
}

// measureScenario lets one client after another meet a fresh server.
func measureScenario(o options, s scenario, folder string) ([]measured, error) {
	var rows []measured
	for _, c := range s.clients(o) {
		if !wanted(o.clients, c.kind) {
			continue
		}
		one, err := measureClient(o, s, c, filepath.Join(folder, c.name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name(), err)
		}
		rows = append(rows, one)
	}
	if len(rows) == 0 {
		return nil, errors.New("no client chosen")
	}
	shareOfFloor(rows)
	return rows, nil
}

func wanted(list, name string) bool {
	if list == "" {
		return true
	}
	for _, one := range strings.Split(list, ",") {
		if one == name {
			return true
		}
	}
	return false
}
