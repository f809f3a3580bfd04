// Package personality is how the simulator speaks like one engine or another: the shape of its answers, errors and
// pages, and how it starts. One engine is one file. What happens and when is none of its business.
package personality

import (
	"slices"

	"dyno/sim/metrics"
	"dyno/sim/text"
)

// Personality is one engine's way to speak.
type Personality struct {
	Name    string
	Version string // that the engine says of itself; "" is the simulator's own
	Chat    Dialect
	Text    Dialect // completions
	Style   Style
	Rules   Rules
	Startup Startup

	JSONType   string // content types
	StreamType string

	// Error is how a request is refused. Event is the same within a stream, where the engine can only notice there.
	Error func(Refusal) Reply
	Event func(Refusal) string
	// Usage appends the usage object. Tail appends what %tail% stands for: in the usage chunk, and without one in the
	// last chunk of a choice.
	Usage func(dst []byte, u Spent) []byte
	Tail  func(dst []byte, u Spent) []byte

	Routes      map[string]Route // besides the two generation endpoints and the metrics
	MetricsPath string           // "": there is none
	Metrics     func(v *View) []byte
	// Bounds gives the histogram buckets of the quantities that the metrics page shows.
	Bounds map[metrics.Quantity][]float64
}

// Dialect is how one endpoint's answers are spelled, as templates. An empty one is never sent.
type Dialect struct {
	IDPrefix         string
	DefaultMaxTokens int // 0: until the answer ends by itself

	Role, Content, Reasoning   string
	LastContent, LastReasoning string // with the finish reason
	Finish                     string // the finish reason in a chunk of its own
	UsageChunk                 string // that include_usage asks for
	Whole, WholeChoice         string
	Thought, NoThought         string // for %thought% of WholeChoice
	NoChunkUsage               string // for %chunkUsage% where it was not asked for
}

// Style is what flags of the simulator can change, each with a value here that fits the engine.
type Style struct {
	RoleChunk      string // "immediate", "with-first" or "none"
	FinishChunk    string // "with-last" or "own"
	ReasoningField string
	StartMode      string // until it is loaded: "503", "refuse" connections, or hold the port without listening ("bound")
	CloseAfter     bool   // the connection, after each stream
	HoldHead       bool   // the response's head is sent with the first token
	NoDone         bool   // a stream ends without [DONE]
	ThoughtEnds    bool   // after reasoning the finish reason has a chunk of its own, whatever FinishChunk says
	PrefixCache    bool   // on unless it is turned off
}

// Rules is what an engine accepts.
type Rules struct {
	ChatFields, TextFields []string // nil: unknown fields are accepted
	NeedsModel             bool
	UnknownModel           string // "refuse", "own" (answers under its own name) or "echo"
	OptionsWithoutStream   bool   // stream_options without stream is accepted
	ZeroTokensIsOne        bool   // max_tokens 0 generates one
	NoIgnoreEOS            bool   // ignore_eos and min_tokens have no effect
	NoMinTokens            bool
	OnePrompt              bool // no list of prompts
	ChecksSampling         bool // temperature and top_p are held to what they may be
	CountsAnswer           bool // prompt and max_tokens together must fit the context
	ErrorsInStream         bool // a bad schema of a streamed request is an event within a 200
	Spellings              []string
}

// Refusal is why a request is not answered.
type Refusal struct {
	Kind    Kind
	Status  int // and Type, Param, Message: in the simulator's own words, for an engine that has no others
	Type    string
	Param   string
	Message string
	Name    string // of a model, field or path
	Served  string // the model that is served
	Got     int
	Limit   int
}

// Kind says what is wrong with a request.
type Kind int

// What can be wrong with a request.
const (
	BadValue Kind = iota
	BadJSON
	Missing
	WrongType
	UnknownField
	UnknownModel
	PromptTooLong
	AnswerTooLong
	BadSchema
	NoPath
	BadMethod
	Unauthorized
	Broken
)

// Reply is a whole response.
type Reply struct {
	Status  int
	Type    string // "": as all JSON of this personality
	Body    string
	DelayMs int
	// RetryMs is how long the server asks again before it sends this one, for engines that wait to become idle.
	RetryMs int
	Close   bool
}

// Route is a page: the methods it takes, and what it answers.
type Route struct {
	Methods []string
	Answer  func(v *View, query string) Reply
}

// Spent is what an answer took.
type Spent struct {
	Prompt, Cached, Completion, Reasoning int
	Whole                                 bool // of an answer that was not streamed
	Part                                  bool // so far, on a chunk
	Chat                                  bool
	PromptMs, DecodeMs                    float64
	Fingerprint                           string // of the server
}

// Settings are what the engine was told at its start; they shape what it says of itself.
type Settings struct {
	ContextLength  int // 0: no limit
	MaxNumSeqs     int // 0: no limit
	StreamInterval int
	PrefixCache    bool
	KVCacheDtype   string
	MemoryShare    float64
	EngineSeed     int
	GraphMaxSeqs   int // -1: the engine's own, 0: no graphs
	JSONCompact    bool
	Profiler       bool
	HealthGenerate bool
}

// View is what a page may know of the server.
type View struct {
	Model       string
	Version     string
	Sources     string
	Address     string
	CreatedUnix int64
	StartDelayS float64
	Settings    Settings
	Stats       *metrics.Metrics
	KVTokens    int // in use
	Ready       bool
	ResetCache  func()
}

// Busy says whether any request runs or waits.
func (v *View) Busy() bool { return v.Stats.Running+v.Stats.Waiting > 0 }

// ContextLength is the context that the engine names; without a limit it is that of the simulator.
func (v *View) ContextLength() int {
	if v.Settings.ContextLength > 0 {
		return v.Settings.ContextLength
	}
	return NoLimit
}

// NoLimit is the context length that the simulator claims where it was given none.
const NoLimit = 1 << 20

// kvCapacity is the size of the cache in tokens that engines name: there is no cache, so it is what their limits need.
func (v *View) kvCapacity() int {
	return v.ContextLength() * v.maxNumSeqs()
}

func (v *View) maxNumSeqs() int {
	if v.Settings.MaxNumSeqs > 0 {
		return v.Settings.MaxNumSeqs
	}
	return 256
}

// graphMaxSeqs is the largest batch with a graph; the engines' own choices differ, and this is none of them.
func (v *View) graphMaxSeqs() int {
	if v.Settings.GraphMaxSeqs < 0 {
		return v.maxNumSeqs()
	}
	return v.Settings.GraphMaxSeqs
}

// graphSizes lists the batch sizes that graphs would be captured for: powers of two up to the most.
func (v *View) graphSizes() []int {
	most := v.graphMaxSeqs()
	sizes := []int{}
	for size := 1; size < most; size *= 2 {
		sizes = append(sizes, size)
	}
	if most > 0 {
		sizes = append(sizes, most)
	}
	return sizes
}

// took is the time from one part of the start-up to another, in seconds.
func (v *View) took(from, to float64) float64 { return (to - from) * v.StartDelayS }

func (v *View) kvUsage() float64 {
	return min(1, float64(v.KVTokens)/float64(v.kvCapacity()))
}

// relabel puts the served model and what the settings say into the labels of a metrics page, by "series/label".
func (v *View) relabel(changed map[string]string) metrics.Relabel {
	return func(series, label, value string) string {
		if label == "model_name" {
			return string(text.AppendEscaped(nil, []byte(v.Model)))
		}
		if own, known := changed[series+"/"+label]; known {
			return own
		}
		return value
	}
}

// NoType is the content type of a response without one.
const NoType = "-"

var all = []*Personality{&sim, &vllm, &sglang, &trtllm, &llamacpp, &transformers}

// Find gives a personality by name, nil if there is none.
func Find(name string) *Personality {
	at := slices.IndexFunc(all, func(p *Personality) bool { return p.Name == name })
	if at < 0 {
		return nil
	}
	return all[at]
}

// Names lists the personalities.
func Names() (names []string) {
	for _, p := range all {
		names = append(names, p.Name)
	}
	return names
}
