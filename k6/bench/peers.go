package main

import (
	"fmt"
	"io"
	"os/exec"
	"strconv"
)

// peer is another load generator, used if it is on PATH.
type peer struct {
	name, program string
	arguments     func(t test) []string
}

// peers get the same load with their own flags; their cost is measured, and their
// own figures lie in client.log of the kept folder.
var peers = []peer{
	{"vllm bench serve", "vllm", func(t test) []string {
		return append([]string{"bench", "serve", "--backend", "openai-chat"}, vllmFlags(t)...)
	}},
	{"vllm-bench", "vllm-bench", func(t test) []string { return append([]string{"--backend", "openai-chat"}, vllmFlags(t)...) }},
	{"aiperf", "aiperf", func(t test) []string {
		flags := []string{
			"profile", "--model", "sim-model", "--url", t.url, "--endpoint-type", "chat", "--streaming",
			"--tokenizer", "gpt2", "--request-count", strconv.Itoa(t.scenario.requests),
			"--output-tokens-mean", strconv.Itoa(t.scenario.tokens), "--artifact-dir", t.at("aiperf"),
		}
		if t.scenario.ratePerS > 0 {
			return append(flags, "--request-rate", rate(t))
		}
		return append(flags, "--concurrency", strconv.Itoa(t.scenario.streams))
	}},
	{"guidellm", "guidellm", func(t test) []string {
		profile := []string{"--profile", "concurrent", "--rate", strconv.Itoa(t.scenario.streams)}
		if t.scenario.ratePerS > 0 {
			profile = []string{"--profile", "poisson", "--rate", rate(t)}
		}
		return append([]string{
			"benchmark", "run", "--target", t.url, "--max-requests", strconv.Itoa(t.scenario.requests),
			"--data", fmt.Sprintf("prompt_tokens=60,output_tokens=%d", t.scenario.tokens), "--processor", "gpt2",
			"--outputs", t.at("guidellm.json"),
		}, profile...)
	}},
}

func vllmFlags(t test) []string {
	flags := []string{
		"--base-url", t.url, "--endpoint", "/v1/chat/completions", "--model", "sim-model", "--dataset-name", "random",
		"--random-input-len", "60", "--random-output-len", strconv.Itoa(t.scenario.tokens), "--ignore-eos",
		"--tokenizer", "gpt2", "--num-prompts", strconv.Itoa(t.scenario.requests),
	}
	if t.scenario.ratePerS > 0 {
		return append(flags, "--request-rate", rate(t))
	}
	return append(flags, "--max-concurrency", strconv.Itoa(t.scenario.streams))
}

func rate(t test) string { return strconv.FormatFloat(t.scenario.ratePerS, 'g', -1, 64) }

// installedPeers are those on PATH. The starved scenario is about our own client.
func installedPeers(s scenario) []client {
	var found []client
	for _, p := range peers {
		program, err := exec.LookPath(p.program)
		if err != nil || s.starved {
			continue
		}
		found = append(found, client{kind: "peers", variant: p.name, command: func(t test) []string {
			return append([]string{program}, p.arguments(t)...)
		}})
	}
	return found
}

func printMissingPeers(w io.Writer) {
	for _, p := range peers {
		if _, err := exec.LookPath(p.program); err != nil {
			_, _ = fmt.Fprintf(w, "  %s: not installed\n", p.name)
		}
	}
}
