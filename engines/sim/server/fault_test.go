package server

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// faulty streams one chat with a fault asked for by its X-Sim header.
func (r *rig) faulty(id, fault string) (status int, s stream) {
	r.t.Helper()
	body := chatBody + `,"stream_options":{"include_usage":true}}`
	request, _ := http.NewRequest("POST", r.url+"/v1/chat/completions", strings.NewReader(body))
	request.Header.Set("X-Request-Id", id)
	request.Header.Set("X-Sim", "fault="+fault)
	response, err := r.client.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode, readStream(response.Body)
}

func TestACutStreamEndsMidway(t *testing.T) {
	r := start(t, nil)
	for _, fault := range []string{"cut-after=4", "reset-after=4"} {
		_, s := r.faulty(fault, fault)
		// A reset may also destroy chunks that the client has not read yet.
		if s.err == nil || s.done || len(s.chunks) > 5 || (fault == "cut-after=4" && len(s.chunks) != 5) {
			t.Errorf("%s: %d chunks, done %v, error %v", fault, len(s.chunks), s.done, s.err)
		}
	}
	for fault, line := range r.stop() {
		if line.Outcome != "cut" || line.Chunks != 4 {
			t.Errorf("%s: truth %+v", fault, line)
		}
	}
}

func TestFirstChunksMayBeHeldBack(t *testing.T) {
	r := start(t, nil)
	for _, fault := range []string{"hold-first=4", "hold-first=99"} {
		if _, s := r.faulty(fault, fault); s.err != nil || !s.done || len(s.chunks) != 12 {
			t.Errorf("%s: %d chunks, done %v, error %v", fault, len(s.chunks), s.done, s.err)
		}
	}
	for fault, together := range map[string]int{"hold-first=4": 4, "hold-first=99": 10} {
		tokenNs := r.stop()[fault].TokenNs
		if len(tokenNs) != 10 {
			t.Fatalf("%s: %d chunks in the truth log", fault, len(tokenNs))
		}
		for i, ns := range tokenNs {
			if (ns == tokenNs[0]) != (i < together) {
				t.Errorf("%s: chunk %d left at %d, the first at %d", fault, i+1, ns, tokenNs[0])
			}
		}
	}
}

func TestAStreamMayLackItsDone(t *testing.T) {
	_, s := start(t, nil).faulty("a", "no-done")
	if s.err != nil || s.done || len(s.chunks) != 12 {
		t.Fatalf("%d chunks, done %v, error %v", len(s.chunks), s.done, s.err)
	}
}

func TestAnErrorEventComesWithinThe200(t *testing.T) {
	r := start(t, nil)
	status, s := r.faulty("a", "error-event-after=3")
	last := s.chunks[len(s.chunks)-1]
	if status != 200 || last.Error == nil || last.Error.Code != 500 || !s.done || len(s.chunks) != 5 {
		t.Fatalf("status %d, %d chunks, done %v, last %+v", status, len(s.chunks), s.done, last)
	}
	if line := r.stop()["a"]; line.Outcome != "errorEvent" || line.Chunks != 3 {
		t.Fatalf("truth %+v", line)
	}
}

func TestAnHTTPStatusIsAnsweredWithAJSONError(t *testing.T) {
	r := start(t, nil)
	request, _ := http.NewRequest("POST", r.url+"/v1/chat/completions", strings.NewReader(chatBody+`}`))
	request.Header.Set("X-Sim", "fault=http-status=503")
	request.Header.Set("X-Request-Id", "a")
	response, err := r.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer chunk
	if err = json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != 503 || answer.Error.Code != 503 {
		t.Fatalf("status %d, error %v, body %+v", response.StatusCode, err, answer)
	}
	if line := r.stop()["a"]; line.Status != 503 || line.Outcome != "httpError" || line.FirstTokenNs != 0 {
		t.Fatalf("truth %+v", line)
	}
}

func TestAFrozenStreamStaysOpenUntilTheClientLeaves(t *testing.T) {
	r := start(t, func(o *Options) { o.MaxNumSeqs = 1 })
	for _, c := range []struct {
		fault  string
		chunks int
	}{{"freeze-after=2", 2}, {"freeze-before", 0}} {
		request, _ := http.NewRequest("POST", r.url+"/v1/chat/completions", strings.NewReader(chatBody+`}`))
		request.Header.Set("X-Request-Id", c.fault)
		request.Header.Set("X-Sim", "fault="+c.fault)
		response, err := r.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		// The role chunk and what comes before the freeze, three lines each (data, empty, no more).
		lines := bufio.NewReader(response.Body)
		for range 2 * (1 + c.chunks) {
			if _, err = lines.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
		if status, page := r.get("/metrics"); status != 200 || !strings.Contains(page, `sim:num_requests_running{model_name="m"} 1`) {
			t.Errorf("%s: the frozen request holds no slot", c.fault)
		}
		response.Body.Close()
		// With one slot only, this answer proves that the client's leaving has freed it.
		if s := r.stream("/v1/chat/completions", "after "+c.fault, chatBody+`}`); !s.done {
			t.Errorf("%s: the slot stays taken", c.fault)
		}
	}
	lines := r.stop()
	if a, b := lines["freeze-after=2"], lines["freeze-before"]; a.Outcome != "clientClosed" || a.Chunks != 2 || b.Outcome != "clientClosed" || b.Chunks != 0 {
		t.Fatalf("truth %+v and %+v", a, b)
	}
}

func TestUsageCanBeWrongOrMissing(t *testing.T) {
	r := start(t, nil)
	_, wrong := r.faulty("a", "wrong-usage")
	if usage := wrong.chunks[len(wrong.chunks)-1].Usage; usage == nil || usage.CompletionTokens == 10 {
		t.Errorf("wrong-usage says %+v", usage)
	}
	_, missing := r.faulty("b", "no-usage")
	if last := missing.chunks[len(missing.chunks)-1]; last.Usage != nil || !missing.done {
		t.Errorf("no-usage ends with %+v", last)
	}
}

func TestGarbageIsOneEventThatIsNoJSON(t *testing.T) {
	_, s := start(t, nil).faulty("a", "garbage")
	if !s.done || len(s.data) != len(s.chunks)+2 || json.Valid([]byte(s.data[2])) {
		t.Fatalf("events %q", s.data)
	}
}

func TestAbortIsAFinishReason(t *testing.T) {
	r := start(t, nil)
	if _, s := r.faulty("a", "abort-finish"); s.finishes()[0] != "abort" {
		t.Errorf("finish %v", s.finishes())
	}
	if line := r.stop()["a"]; line.Outcome != "aborted" {
		t.Errorf("truth %+v", line)
	}
}

func TestFaultEveryHitsEachNthRequest(t *testing.T) {
	r := start(t, func(o *Options) { o.FaultEvery, o.Script.Faults.HTTPStatus = 3, 500 })
	var statuses []int
	for range 7 {
		response := r.post("/v1/chat/completions", "", chatBody+`}`)
		statuses = append(statuses, response.StatusCode)
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	for i, status := range statuses {
		if want := map[bool]int{true: 500, false: 200}[(i+1)%3 == 0]; status != want {
			t.Errorf("request %d: status %d, want %d", i+1, status, want)
		}
	}
}

func TestAWrongModelIsListedAndEchoed(t *testing.T) {
	r := start(t, func(o *Options) { o.Faults.WrongModel = true })
	if _, page := r.get("/v1/models"); !strings.Contains(page, `"id":"m-other"`) {
		t.Errorf("models: %s", page)
	}
	if s := r.stream("/v1/chat/completions", "", chatBody+`}`); s.chunks[0].Model != "m-other" {
		t.Errorf("echoed %s", s.chunks[0].Model)
	}
}

func TestCountersCanBeOffAndTheirFaultsChangeWhileItRuns(t *testing.T) {
	r := start(t, nil)
	set := func(faults string) {
		t.Helper()
		response := r.post("/sim/metrics?fault="+faults, "", "")
		response.Body.Close()
		if response.StatusCode != 200 {
			t.Fatalf("%s: %d", faults, response.StatusCode)
		}
	}
	shows := func(faults string, want ...string) {
		t.Helper()
		set(faults)
		_, page := r.get("/metrics")
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("%s: no %q in\n%.1200s", faults, part, page)
			}
		}
	}
	set("metrics-ttft-shift=2000")
	for range 10 {
		r.stream("/v1/chat/completions", "", chatBody+`}`)
	}
	const tokens, requests = `sim:generation_tokens_total{model_name="m"} `, `sim:request_success_total{model_name="m",finished_reason="stop"} `
	const ttft = `sim:time_to_first_token_seconds_bucket{model_name="m",le="1"} `
	shows("", tokens+"100\n", requests+"10\n", ttft+"0\n")
	shows("metrics-tokens-off=5,metrics-requests-off=20", tokens+"105\n", requests+"12\n")
	shows("metrics-nan", tokens+"NaN\n", "process_start_time_seconds NaN\n", "# TYPE")
	set("metrics-huge=2")
	if _, page := r.get("/metrics"); len(page) < 2<<20 || !strings.Contains(page, tokens+"100\n") {
		t.Errorf("metrics-huge: %d bytes", len(page))
	}
	set("metrics-restart-every=12")
	for range 3 {
		r.stream("/v1/chat/completions", "", chatBody+`}`)
	}
	shows("", tokens+"20\n", requests+"2\n", ttft+"2\n")
	response := r.post("/sim/metrics?fault=wrong-model", "", "")
	response.Body.Close()
	if response.StatusCode != 400 {
		t.Errorf("a fault of no metrics: %d", response.StatusCode)
	}
}
