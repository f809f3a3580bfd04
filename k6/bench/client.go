package main

import (
	"path/filepath"
	"strconv"
)

// client is a program under measurement.
type client struct {
	kind    string // dyno, alone, floor, peers
	variant string // what is different about it, "" for nothing
	// command starts it on one test.
	command func(t test) []string
	env     []string
	// records: it writes requests.jsonl, so that its instants can be judged.
	records bool
	report  bool // and client.json
}

// test is what a client gets.
type test struct {
	scenario scenario
	folder   string
	url      string
}

func (t test) at(name string) string { return filepath.Join(t.folder, name) }

func (c client) name() string {
	if c.variant == "" {
		return c.kind
	}
	return c.kind + " " + c.variant
}

// clients are those that a scenario is for.
func (s scenario) clients(o options) []client {
	dyno := client{kind: "dyno", records: true, report: true, command: func(t test) []string {
		return []string{
			filepath.Join(o.tools, "k6"), "run", "--quiet", "--no-color", "--no-usage-report", "--log-format", "json",
			"--log-output", "stderr", "--summary-mode", "disabled", "-e", "DYNO_LOAD=" + t.at("load.json"),
			filepath.Join(o.scenarios, t.scenario.shape()["kind"].(string)+".ts"),
		}
	}}
	alone := func(variant string, flags ...string) client {
		return client{kind: "alone", variant: variant, records: true, report: true, command: func(t test) []string {
			return append(append([]string{filepath.Join(o.tools, "bench", "alone")}, flags...), t.at("load.json"))
		}}
	}
	floor := client{kind: "floor", records: true, command: func(t test) []string {
		return []string{
			filepath.Join(o.tools, "bench", "floor"), "-url", t.url, "-workload", t.at("workload.jsonl"),
			"-records", t.at("requests.jsonl"), "-streams", strconv.Itoa(s.streams), "-lead", strconv.Itoa(s.leadMs) + "ms",
		}
	}}
	list := []client{dyno, alone(""), floor}
	if s.starved {
		readClock := alone("normal priority, read clock", "-normal-priority")
		readClock.env = []string{"DYNO_CLOCK=read"}
		list = []client{dyno, alone("normal priority", "-normal-priority"), readClock, floor}
	}
	if s.ownOnly {
		return list[:1]
	}
	return append(list, installedPeers(s)...)
}
