package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestFlagsWinOverTheEnvironment(t *testing.T) {
	environ := []string{"SIM_TTFT_MS=70", "SIM_ITL_MS=7.5", "SIM_FAULT=no-done,auth-key=k", "SIM_CLOSE_AFTER_STREAM=true", "HOME=/", "SIM_MODEL="}
	o, truth, err := readFlags([]string{"--ttft-ms", "80", "--truth", "t", "--fault", "no-usage"}, environ, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s := o.Script
	if s.TTFTNs != 80e6 || s.ITLNs != 7_500_000 || truth != "t" || !o.CloseAfterStream || o.Model != "sim-model" {
		t.Errorf("got %+v", o)
	}
	if !s.Faults.NoDone || !s.Faults.NoUsage || o.Faults.AuthKey != "k" {
		t.Errorf("faults %+v, %+v", s.Faults, o.Faults)
	}
}

func TestMaxSpeedMeansNoWaiting(t *testing.T) {
	o, _, err := readFlags([]string{"--max-speed", "--ttft-ms", "80", "--jitter", "0.5"}, nil, io.Discard)
	if err != nil || o.Script.TTFTNs != 0 || o.Script.ITLNs != 0 || o.Script.Jitter != 0 {
		t.Errorf("error %v, script %+v", err, o.Script)
	}
}

func TestAWrongFlagIsNamedAndExitsTwo(t *testing.T) {
	for _, c := range []struct {
		args, environ []string
		parts         []string
	}{
		{[]string{"--nonsense"}, nil, []string{"-nonsense"}},
		{[]string{"--itl-ms", "fast"}, nil, []string{"-itl-ms", `"fast"`}},
		{[]string{"--ttft-ms", "-1"}, nil, []string{"-ttft-ms", "milliseconds"}},
		{[]string{"--fault", "cut"}, nil, []string{"-fault", "unknown fault"}},
		{[]string{"--output-tokens", "9-3"}, nil, []string{"-output-tokens"}},
		{[]string{"--port", "70000", "--role-chunk", "late"}, nil, []string{"--port must be 0 to 65535", "--role-chunk must be"}},
		{[]string{"--max-speed", "8000"}, nil, []string{"8000"}},
		{[]string{"--personality", "tgi"}, nil, []string{"tgi", "vllm"}},
		{nil, []string{"SIM_PREFIX_CACHE_FLAG=--cache"}, []string{"SIM_PREFIX_CACHE_FLAG"}},
		{nil, []string{"SIM_SCHEMA_ENFORCEMENT=no"}, []string{"--schema-enforcement must be"}},
		{nil, []string{"SIM_JITTER=much"}, []string{"SIM_JITTER"}},
	} {
		var stderr bytes.Buffer
		if code := run(c.args, c.environ, io.Discard, &stderr); code != 2 {
			t.Errorf("%q %q: exit code %d", c.args, c.environ, code)
		}
		for _, part := range c.parts {
			if !strings.Contains(stderr.String(), part) {
				t.Errorf("%q %q: no %q in %s", c.args, c.environ, part, stderr.String())
			}
		}
	}
}

func TestAnUnknownVariableIsOnlyTold(t *testing.T) {
	var stdout bytes.Buffer
	if _, _, err := readFlags(nil, []string{"SIM_PORT_8000_TCP=tcp://10.0.0.1:8000"}, &stdout); err != nil || !strings.Contains(stdout.String(), "SIM_PORT_8000_TCP is ignored") {
		t.Errorf("error %v, output %s", err, stdout.String())
	}
}

func TestHelpListsEveryFlagOnStdout(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run([]string{"--help"}, nil, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %s", code, stderr.String())
	}
	for _, name := range []string{"-port", "-ttft-ms", "-fault", "-truth", "-pause-ms", "SIM_TTFT_MS"} {
		if !strings.Contains(stdout.String(), name) {
			t.Errorf("help lacks %s", name)
		}
	}
}

func TestWhatAnEngineIsToldInItsOwnWordsIsUnderstood(t *testing.T) {
	for _, c := range []struct {
		environ     string
		prefixCache bool
		graphs      int
		compact     bool
	}{
		{"SIM_PREFIX_CACHE=true", true, -1, false},
		{"SIM_PREFIX_CACHE_FLAG=--radix-eviction-policy lru", true, -1, false},
		{"SIM_PREFIX_CACHE_FLAG=--no-enable-prefix-caching", false, -1, false},
		{"SIM_GRAPH_FLAG=--max-cudagraph-capture-size 64", false, 64, false},
		{"SIM_GRAPH_FLAG=--cuda-graph-backend-decode disabled", false, 0, false},
		{"SIM_JSON_FLAG=--constrained-json-disable-any-whitespace", false, -1, true},
		{"SIM_JSON_COMPACT=true", false, -1, true},
	} {
		o, _, err := readFlags(nil, []string{c.environ}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		on := o.PrefixCache != nil && *o.PrefixCache
		if on != c.prefixCache || o.Settings.GraphMaxSeqs != c.graphs || o.Settings.JSONCompact != c.compact {
			t.Errorf("%s: prefix cache %v, settings %+v", c.environ, on, o.Settings)
		}
	}
}
