package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"dyno/sim/fault"
	"dyno/sim/personality"
	"dyno/sim/script"
	"dyno/sim/server"
)

// readFlags turns SIM_<NAME> variables and then flags into options. An error
// names the flag or variable that is wrong.
func readFlags(args, environ []string, stdout io.Writer) (o server.Options, truthPath string, err error) {
	faults := fault.None()
	maxSpeed := false
	o.Settings.HealthGenerate, o.Settings.GraphMaxSeqs = true, -1
	flags := flag.NewFlagSet("sim", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}

	serverFlags(flags, &o)
	settingFlags(flags, &o)
	scriptFlags(flags, &o.Script)
	flags.StringVar(&truthPath, "truth", "", "file for the truth log: one JSON line a request (emptied first)")
	flags.BoolVar(&maxSpeed, "max-speed", false, "no waiting at all: TTFT, ITL and jitter are 0")
	flags.Func("fault", "what goes wrong, e.g. cut-after=5,no-usage (repeatable; README lists them)", faults.Add)
	flags.IntVar(&o.FaultEvery, "fault-every", 1, "the faults of requests hit each Nth generation request only")

	if err = fromEnvironment(flags, environ, stdout); err != nil {
		return o, "", err
	}
	if err = flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			printHelp(flags, stdout)
		}
		return o, "", err
	}
	if flags.NArg() > 0 {
		return o, "", fmt.Errorf("unexpected argument %q: all options are flags, such as --port 8000", flags.Arg(0))
	}
	if maxSpeed {
		o.Script.TTFTNs, o.Script.ITLNs, o.Script.Jitter = 0, 0, 0
	}
	o.Script.Faults, o.Faults = faults.Request, faults.Process
	return o, truthPath, check(&o)
}

func serverFlags(flags *flag.FlagSet, o *server.Options) {
	flags.StringVar(&o.Host, "host", "127.0.0.1", "address to listen on; 0.0.0.0 in a container")
	flags.IntVar(&o.Port, "port", 8000, "port to listen on; 0 takes a free one and prints it")
	flags.StringVar(&o.Model, "model", "sim-model", "id of the model served")
	flags.Func("personality", "engine to speak like: "+strings.Join(personality.Names(), ", ")+" (default sim)", func(name string) error {
		if o.Personality = personality.Find(name); o.Personality == nil {
			return fmt.Errorf("there is no personality %q; there are: %s", name, strings.Join(personality.Names(), ", "))
		}
		return nil
	})
	flags.StringVar(&o.RoleChunk, "role-chunk", "", "role chunk of chats: immediate, with-first or none; as the personality does")
	flags.StringVar(&o.FinishChunk, "finish-chunk", "", "finish reason: with-last token, or in an empty chunk of its own (own); as the personality does")
	flags.StringVar(&o.ReasoningField, "reasoning-field", "", "where reasoning goes: reasoning or reasoning_content; as the personality does")
	flags.BoolVar(&o.CloseAfterStream, "close-after-stream", false, "close the connection after each stream without saying so, as llama.cpp does")
	flags.IntVar(&o.MaxNumSeqs, "max-num-seqs", 0, "sequences at once; more wait in a queue; 0 is no limit")
	flags.IntVar(&o.StartDelayMs, "start-delay-ms", 0, "time until the model is loaded")
	flags.StringVar(&o.StartMode, "start-mode", "", "until it is loaded: answer 503, refuse connections, or hold the port without listening (bound); as the personality does")
	flags.StringVar(&o.SchemaEnforcement, "schema-enforcement", "on", "off: a schema is accepted and not followed; native: only in the engine's own spelling")
	flags.BoolVar(&o.ExitOnStart, "exit-on-start", false, "print the log of a failing start and exit after the start delay")
	flags.IntVar(&o.ExitCode, "exit-code", 1, "exit code of exit-on-start and of the fault exit-after-ms")
	flags.IntVar(&o.PauseAtMs, "pause-at-ms", 0, "when the one pause begins, after the first generation request")
	flags.IntVar(&o.PauseMs, "pause-ms", 0, "freeze everything for this long, once; 0 is never")
}

// settingFlags are what an engine is told at its start and tells of itself.
func settingFlags(flags *flag.FlagSet, o *server.Options) {
	flags.IntVar(&o.Settings.ContextLength, "context-length", 0, "tokens of prompt and answer together; 0 is no limit")
	flags.StringVar(&o.Settings.KVCacheDtype, "kv-cache-dtype", "auto", "what it says of its KV cache")
	flags.Float64Var(&o.Settings.MemoryShare, "memory-share", 0.9, "what it says of its share of memory")
	flags.IntVar(&o.Settings.EngineSeed, "engine-seed", 0, "what it says of its seed")
	flags.IntVar(&o.Settings.GraphMaxSeqs, "graph-max-seqs", -1, "largest batch that it says graphs are captured for; 0 is none, -1 all")
	flags.Func("graph-flag", "the same in vLLM's or SGLang's words, such as --max-cudagraph-capture-size 64", func(value string) (err error) {
		o.Settings.GraphMaxSeqs, err = readGraphFlag(value)
		return err
	})
	flags.BoolVar(&o.Settings.JSONCompact, "json-compact", false, "whether it says that JSON has no whitespace; what it writes never has any")
	flags.Func("json-flag", "the same in SGLang's words", func(value string) error {
		o.Settings.JSONCompact = value == "--constrained-json-disable-any-whitespace"
		if !o.Settings.JSONCompact {
			return fmt.Errorf("no engine's flag for compact JSON: %q", value)
		}
		return nil
	})
	flags.BoolVar(&o.Settings.HealthGenerate, "health-generation", true, "sglang: /health generates a token, which takes 1 s")
	flags.BoolVar(&o.Settings.Profiler, "profiler", false, "vllm, trtllm: the profiler's endpoints exist")
	prefixCache := func(on bool) { o.PrefixCache = &on }
	flags.Func("prefix-cache", "true or false: a prefix cache that is told of and saves no time; as the personality does", func(value string) error {
		on, err := strconv.ParseBool(value)
		prefixCache(on)
		return err
	})
	flags.Func("prefix-cache-flag", "the same in an engine's own words, such as --no-enable-prefix-caching", func(value string) error {
		on, known := prefixCacheFlags[value]
		if !known {
			return fmt.Errorf("no engine's flag for a prefix cache: %q", value)
		}
		prefixCache(on)
		return nil
	})
}

// readGraphFlag reads how vLLM and SGLang are told the largest batch with a graph, or that there are no graphs.
func readGraphFlag(value string) (most int, err error) {
	switch name, number, _ := strings.Cut(value, " "); name {
	case "--compilation-config.cudagraph_mode", "--cuda-graph-backend-decode":
		return 0, nil
	case "--max-cudagraph-capture-size", "--cuda-graph-max-bs-decode":
		return strconv.Atoi(number)
	}
	return 0, fmt.Errorf("no engine's flag for graphs: %q", value)
}

// prefixCacheFlags are the words by which vLLM and SGLang are told (engines/*/engine.yaml).
var prefixCacheFlags = map[string]bool{
	"--enable-prefix-caching": true, "--no-enable-prefix-caching": false,
	"--radix-eviction-policy lru": true, "--disable-radix-cache": false,
}

func scriptFlags(flags *flag.FlagSet, s *script.Script) {
	s.TTFTNs, s.ITLNs = 50e6, 10e6
	s.Length = script.Length{Mean: 96}
	flags.Func("ttft-ms", "complete request to first token, in ms (default 50)", func(v string) error { return script.ParseMs(&s.TTFTNs, v) })
	flags.Func("itl-ms", "from one token to the next, in ms (default 10)", func(v string) error { return script.ParseMs(&s.ITLNs, v) })
	flags.IntVar(&s.TokensPerChunk, "tokens-per-chunk", 1, "tokens in one chunk")
	flags.Func("output-tokens", `answer length: "128" exactly, "64-256" evenly between, "mean=96" lognormal (default mean=96)`, func(v string) (err error) {
		s.Length, err = script.ParseLength(v)
		return err
	})
	flags.IntVar(&s.ReasoningTokens, "reasoning-tokens", 0, "reasoning tokens before each answer")
	flags.Float64Var(&s.Jitter, "jitter", 0, "seeded variation of TTFT and ITL as a fraction of them; 0 is exact")
	flags.StringVar(&s.JitterKind, "jitter-kind", "lognormal", "shape of the jitter: lognormal or uniform")
	flags.Float64Var(&s.SlowdownPerSeq, "slowdown-per-seq", 0, "fraction of the ITL added for each other running sequence")
	flags.Uint64Var(&s.Seed, "seed", 1, "seed of text, lengths and jitter")
}

// fromEnvironment sets flags from SIM_<NAME>. An unknown SIM_ variable is only
// told: a cluster gives every container variables named after a service "sim".
func fromEnvironment(flags *flag.FlagSet, environ []string, log io.Writer) error {
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		bare, ok := strings.CutPrefix(name, "SIM_")
		if !ok || value == "" {
			continue
		}
		flagName := strings.ReplaceAll(strings.ToLower(bare), "_", "-")
		if flags.Lookup(flagName) == nil {
			fmt.Fprintf(log, "sim: environment variable %s is ignored: there is no flag --%s\n", name, flagName)
			continue
		}
		if err := flags.Set(flagName, value); err != nil {
			return fmt.Errorf("environment variable %s=%q: %w", name, value, err)
		}
	}
	return nil
}

// check finds values out of range, all of them.
func check(o *server.Options) error {
	var wrong []string
	number := func(name string, value, least, most float64) {
		if !(value >= least && value <= most) {
			wrong = append(wrong, fmt.Sprintf("--%s must be %v to %v, got %v", name, least, most, value))
		}
	}
	word := func(name, value string, allowed ...string) {
		if !slices.Contains(allowed, value) {
			wrong = append(wrong, fmt.Sprintf("--%s must be %s, got %q", name, strings.TrimSuffix(strings.Join(allowed, " or "), " or "), value))
		}
	}
	const mostMs = 86_400_000
	number("port", float64(o.Port), 0, 65535)
	number("fault-every", float64(o.FaultEvery), 1, 1e9)
	number("max-num-seqs", float64(o.MaxNumSeqs), 0, 1e6)
	number("start-delay-ms", float64(o.StartDelayMs), 0, mostMs)
	number("pause-at-ms", float64(o.PauseAtMs), 0, mostMs)
	number("pause-ms", float64(o.PauseMs), 0, mostMs)
	number("exit-code", float64(o.ExitCode), 0, 255)
	number("tokens-per-chunk", float64(o.Script.TokensPerChunk), 1, script.MaxTokensPerChunk)
	number("reasoning-tokens", float64(o.Script.ReasoningTokens), 0, 1e6)
	number("jitter", o.Script.Jitter, 0, 1)
	number("context-length", float64(o.Settings.ContextLength), 0, personality.NoLimit)
	number("memory-share", o.Settings.MemoryShare, 0, 1)
	number("graph-max-seqs", float64(o.Settings.GraphMaxSeqs), -1, 1e6)
	number("slowdown-per-seq", o.Script.SlowdownPerSeq, 0, 1000)
	word("role-chunk", o.RoleChunk, "immediate", "with-first", "none", "")
	word("finish-chunk", o.FinishChunk, "with-last", "own", "")
	word("reasoning-field", o.ReasoningField, "reasoning", "reasoning_content", "")
	word("start-mode", o.StartMode, "503", "refuse", "bound", "")
	word("schema-enforcement", o.SchemaEnforcement, "on", "off", "native")
	word("jitter-kind", o.Script.JitterKind, "lognormal", "uniform")
	if o.Model == "" {
		wrong = append(wrong, "--model must not be empty")
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s", strings.Join(wrong, "\nsim: "))
	}
	return nil
}

func printHelp(flags *flag.FlagSet, to io.Writer) {
	fmt.Fprintln(to, "sim: an OpenAI-compatible engine without a model, for testing a harness\n\n"+
		"  sim --port 8000 --ttft-ms 50 --itl-ms 10 --truth truth.jsonl\n"+
		"  sim healthcheck [--url http://127.0.0.1:8000/health]\n\n"+
		"Each flag is also an environment variable: --ttft-ms is SIM_TTFT_MS.")
	flags.SetOutput(to)
	flags.PrintDefaults()
}
