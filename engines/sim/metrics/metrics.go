// Package metrics is what the simulator counts about itself, as Prometheus text.
// Names follow vLLM's, with the prefix "sim:".
package metrics

import (
	"strconv"
	"strings"
	"time"
)

// Metrics is owned by the loop's goroutine.
type Metrics struct {
	Model            string
	StartedUnixS     float64 // of the process
	TTFTShiftNs      int64   // what TTFT is counted too long, on purpose
	Running, Waiting int
	PromptTokens     uint64
	CachedTokens     uint64 // of them, found in the prefix cache
	GenerationTokens uint64
	Success          map[string]uint64 // by finish reason
	TTFT             *Histogram
	ITL              *Histogram // gap between the chunks of one choice
	E2E              *Histogram
	Queue            *Histogram // waiting for a slot
	Lateness         *Histogram // write of a chunk after its due time

	// What only the pages of real engines tell, without and with streaming.
	Requests, DonePromptTokens, DoneAnswerTokens [2]uint64
	Structured, Aborted                          uint64 // requests with a grammar, and cut off by their client
	DoneCachedTokens                             uint64
	PrefillNs, DecodeNs                          int64
	MostTokens                                   int // of the longest sequence
	followed                                     [2][quantities]*Histogram
}

// New makes empty metrics for a model.
func New(model string) *Metrics {
	return &Metrics{
		Model: model, StartedUnixS: float64(time.Now().UnixMilli()) / 1000,
		Success:  map[string]uint64{"stop": 0, "length": 0, "abort": 0},
		TTFT:     NewHistogram(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80),
		ITL:      NewHistogram(.0001, .001, .002, .005, .01, .015, .02, .025, .03, .04, .05, .075, .1, .15, .2, .5, 1, 2, 5),
		E2E:      NewHistogram(.01, .05, .1, .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120),
		Queue:    NewHistogram(.001, .01, .1, .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120),
		Lateness: NewHistogram(.00001, .00002, .00005, .0001, .0002, .0005, .001, .002, .005, .01, .1),
	}
}

// AppendTo appends the exposition text (version 0.0.4).
func (m *Metrics) AppendTo(dst []byte) []byte {
	label := `model_name="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(m.Model) + `"`
	dst = appendFamily(dst, "sim:num_requests_running", "gauge", "Sequences that hold a slot.")
	dst = appendSample(dst, "sim:num_requests_running", label, float64(m.Running))
	dst = appendFamily(dst, "sim:num_requests_waiting", "gauge", "Requests that wait for a slot.")
	dst = appendSample(dst, "sim:num_requests_waiting", label, float64(m.Waiting))
	dst = appendFamily(dst, "sim:prompt_tokens_total", "counter", "Prompt tokens of the requests begun.")
	dst = appendSample(dst, "sim:prompt_tokens_total", label, float64(m.PromptTokens))
	dst = appendFamily(dst, "sim:generation_tokens_total", "counter", "Tokens generated.")
	dst = appendSample(dst, "sim:generation_tokens_total", label, float64(m.GenerationTokens))
	dst = appendFamily(dst, "sim:request_success_total", "counter", "Choices finished, by finish reason.")
	for _, reason := range []string{"stop", "length", "abort"} {
		dst = appendSample(dst, "sim:request_success_total", label+`,finished_reason="`+reason+`"`, float64(m.Success[reason]))
	}
	for _, family := range []struct {
		name, help string
		histogram  *Histogram
	}{
		{"sim:time_to_first_token_seconds", "Complete request to first token.", m.TTFT},
		{"sim:inter_token_latency_seconds", "Gap between the chunks of one choice.", m.ITL},
		{"sim:e2e_request_latency_seconds", "Complete request to end of the answer.", m.E2E},
		{"sim:request_queue_time_seconds", "Complete request to its slot.", m.Queue},
		{"sim:due_lateness_seconds", "Write of a chunk after its due time.", m.Lateness},
	} {
		dst = appendFamily(dst, family.name, "histogram", family.help)
		dst = family.histogram.appendTo(dst, family.name, label)
	}
	dst = appendFamily(dst, "process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.")
	return append(strconv.AppendFloat(append(dst, "process_start_time_seconds "...), m.StartedUnixS, 'f', 3, 64), '\n')
}

func appendFamily(dst []byte, name, kind, help string) []byte {
	return append(dst, "# HELP "+name+" "+help+"\n# TYPE "+name+" "+kind+"\n"...)
}

func appendSample(dst []byte, name, label string, value float64) []byte {
	dst = append(dst, name+"{"+label+"} "...)
	dst = strconv.AppendFloat(dst, value, 'f', -1, 64)
	return append(dst, '\n')
}
