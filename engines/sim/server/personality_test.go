package server

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dyno/sim/personality"
)

const never = 3600e9 // a first token that no test waits for

var engines = []string{"vllm", "sglang", "trtllm", "llamacpp", "transformers"}

func prefixCacheOn(o *Options) {
	on := true
	o.PrefixCache = &on
}

func TestHeadsComeBeforeTheFirstTokenWhereTheEngineSendsThemSo(t *testing.T) {
	for _, name := range []string{"vllm", "trtllm", "transformers"} {
		r := speakingLike(t, name, "m", func(o *Options) { o.Script.TTFTNs = never })
		// It comes back with the head alone.
		r.post(chatPath, "", chatBody+`}`).Body.Close()
	}
}

func TestHeadsAreHeldBackUntilTheFirstToken(t *testing.T) {
	for _, name := range []string{"sglang", "llamacpp"} {
		r := speakingLike(t, name, "m", func(o *Options) { o.Script.TTFTNs = 20e6 })
		r.stream(chatPath, "a", chatBody+`,"max_tokens":2}`)
		if line := r.stop()["a"]; line.HeadersNs < line.FirstDueNs || line.HeadersNs > line.FirstTokenNs {
			t.Errorf("%s: head at %d, first token due at %d, sent at %d", name, line.HeadersNs, line.FirstDueNs, line.FirstTokenNs)
		}
	}
}

func TestLlamaCppClosesAfterAStreamWithoutSayingSo(t *testing.T) {
	r := speakingLike(t, "llamacpp", "m", nil)
	connection := r.dial()
	body := chatBody + `,"max_tokens":2}`
	if _, err := io.WriteString(connection, "POST "+chatPath+" HTTP/1.1\r\nHost: x\r\nContent-Length: "+lengthOf(body)+"\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(connection)
	if err != nil || !strings.HasSuffix(string(answer), "0\r\n\r\n") || strings.Contains(string(answer), "Connection: close") {
		t.Fatalf("error %v in %s", err, answer)
	}
}

func lengthOf(body string) string {
	text, _ := json.Marshal(len(body))
	return string(text)
}

func TestReasoningGoesWhereTheEnginePutsIt(t *testing.T) {
	fields := map[string]string{"vllm": "reasoning", "trtllm": "reasoning", "sglang": "reasoning_content", "llamacpp": "reasoning_content", "transformers": "reasoning_content"}
	for name, field := range fields {
		r := speakingLike(t, name, "m", func(o *Options) { o.Script.ReasoningTokens = 3 })
		s := r.stream(chatPath, "", chatBody+`,"max_tokens":6}`)
		found := 0
		for _, data := range s.data {
			var event struct {
				Choices []struct{ Delta map[string]any }
			}
			if json.Unmarshal([]byte(data), &event) == nil && len(event.Choices) > 0 {
				if text, _ := event.Choices[0].Delta[field].(string); text != "" {
					found++
				}
			}
		}
		if found != 3 || s.finishes()[0] != "length" {
			t.Errorf("%s: %d events with %s, finishes %v in %v", name, found, field, s.finishes(), s.data)
		}
		// An endpoint of texts has no place for it.
		if s = r.stream(textPath, "", `{"model":"m","prompt":"x","stream":true,"max_tokens":6}`); s.finishes()[0] != "length" {
			t.Errorf("%s: completions %v", name, s.data)
		}
	}
}

func TestEachSpellingOfASchemaIsFollowedByTheEnginesThatKnowIt(t *testing.T) {
	const schema = `{"type":"object","properties":{"name":{"type":"string","minLength":20},"age":{"type":"integer","minimum":5,"maximum":9}},"required":["name","age"]}`
	text, _ := json.Marshal(schema)
	chat, completion := `"messages":[{"role":"user","content":"x"}]`, `"prompt":"x"`
	spellings := map[string]string{
		"common": `"response_format":{"type":"json_schema","json_schema":{"name":"p","schema":` + schema + `}}`,
		"vllm":   `"structured_outputs":{"json":` + schema + `}`,
		"trtllm": `"response_format":{"type":"json","schema":` + schema + `}`,
		"llama":  `"json_schema":` + schema,
		"sglang": `"json_schema":` + string(text),
	}
	follows := []string{
		"vllm chat common", "vllm completion common", "vllm chat vllm", "vllm completion vllm", "sglang chat common", "sglang completion common",
		"sglang completion sglang", "trtllm chat common", "trtllm completion common", "trtllm chat trtllm", "trtllm completion trtllm",
		"llamacpp chat common", "llamacpp chat llama", "llamacpp completion llama",
	}
	for _, name := range engines {
		r := speakingLike(t, name, "m", nil)
		for endpoint, prompt := range map[string]string{"chat": chat, "completion": completion} {
			for spelling, field := range spellings {
				case_ := name + " " + endpoint + " " + spelling
				path := map[string]string{"chat": chatPath, "completion": textPath}[endpoint]
				// TensorRT-LLM and Transformers refuse fields that they do not have.
				answer := r.answer(t, path, `{"model":"m",`+prompt+`,`+field+`,"max_tokens":300}`)
				_, err := decodePerson(answer)
				if followed := err == nil; followed != slices.Contains(follows, case_) {
					t.Errorf("%s: followed %v: %s", case_, followed, answer)
				}
			}
		}
	}
}

// answer gives the text of a whole answer, "" for a request that is refused.
func (r *rig) answer(t *testing.T, path, body string) string {
	t.Helper()
	response := r.post(path, "", body)
	defer response.Body.Close()
	var answer chunk
	if response.StatusCode != 200 {
		return ""
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer.Choices[0].Message.Content + answer.Choices[0].Text
}

func TestAnUnenforcedSchemaGivesProseInTheSameTime(t *testing.T) {
	common := `"response_format":{"type":"json_schema","json_schema":{"name":"p","schema":{"type":"object","minProperties":1}}}`
	native := `"response_format":{"type":"json","schema":{"type":"object","minProperties":1}}`
	for _, c := range []struct {
		enforcement, field string
		isJSON             bool
	}{
		{"on", common, true}, {"on", native, true}, {"off", common, false}, {"off", native, false},
		// TensorRT-LLM up to 1.2 looks for the schema one level too high in the common spelling.
		{"native", common, false}, {"native", native, true},
	} {
		r := speakingLike(t, "trtllm", "m", func(o *Options) { o.SchemaEnforcement = c.enforcement })
		s := r.stream(chatPath, "", chatBody+`,"max_tokens":400,`+c.field+`}`)
		if json.Valid([]byte(s.text(0))) != c.isJSON {
			t.Errorf("%s %s: %s", c.enforcement, c.field, s.text(0))
		}
		if free := r.stream(chatPath, "", chatBody+`,"max_tokens":400}`); !c.isJSON && free.text(0) != s.text(0) {
			t.Errorf("%s: the prose is not that of the prompt alone", c.enforcement)
		}
	}
}

func TestARegexAndAChoiceAreAnsweredInPlainText(t *testing.T) {
	for name, fields := range map[string][]string{
		"vllm":   {`"structured_outputs":{"regex":"[a-c]{5}"}`, `"structured_outputs":{"choice":["abcab","cabca"]}`},
		"sglang": {`"regex":"[a-c]{5}"`},
		"trtllm": {`"response_format":{"type":"regex","regex":"[a-c]{5}"}`},
	} {
		r := speakingLike(t, name, "m", nil)
		for _, field := range fields {
			s := r.stream(chatPath, "", chatBody+`,"max_tokens":50,`+field+`}`)
			if !regexp.MustCompile(`^[a-c]{5}$`).MatchString(s.text(0)) || s.finishes()[0] != "stop" {
				t.Errorf("%s %s: %q, finishes %v", name, field, s.text(0), s.finishes())
			}
		}
	}
}

func TestLengthsAreForcedWhereTheEngineLetsItself(t *testing.T) {
	for _, name := range []string{"vllm", "sglang", "trtllm", "llamacpp"} {
		r := speakingLike(t, name, "m", func(o *Options) { o.Script.Length.Low, o.Script.Length.High = 3, 3 })
		_, forced := r.whole(chatPath, `{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":20,"ignore_eos":true}`)
		_, least := r.whole(chatPath, `{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":20,"min_tokens":9}`)
		want := 9
		if name == "llamacpp" {
			// It ignores min_tokens without a word.
			want = 3
		}
		if forced.Usage.CompletionTokens != 20 || least.Usage.CompletionTokens != want {
			t.Errorf("%s: ignore_eos gave %d, min_tokens %d", name, forced.Usage.CompletionTokens, least.Usage.CompletionTokens)
		}
	}
}

// cached posts a prompt and reads the cached tokens of its usage.
func (r *rig) cached(t *testing.T, fields string) (tokens int) {
	t.Helper()
	response := r.post(chatPath, "", `{"model":"m","messages":[{"role":"user","content":"`+strings.Repeat("a long prompt ", 40)+`"}],"max_tokens":1`+fields+`}`)
	defer response.Body.Close()
	var answer struct {
		Usage struct {
			Details *struct {
				Cached int `json:"cached_tokens"`
			} `json:"prompt_tokens_details"`
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if answer.Usage.Details == nil {
		return 0
	}
	return answer.Usage.Details.Cached
}

func TestAPrefixIsFoundAgainUntilTheCacheIsReset(t *testing.T) {
	for name, reset := range map[string]string{"vllm": "/reset_prefix_cache", "sglang": "/flush_cache", "trtllm": "", "llamacpp": ""} {
		r := speakingLike(t, name, "m", prefixCacheOn)
		first, second := r.cached(t, ""), r.cached(t, "")
		if first != 0 || second < 100 {
			t.Errorf("%s: cached %d, then %d", name, first, second)
		}
		if name != "llamacpp" {
			if salted := r.cached(t, `,"cache_salt":"a"`); salted != 0 {
				t.Errorf("%s: another salt found %d", name, salted)
			}
		} else if off := r.cached(t, `,"cache_prompt":false`); off != 0 {
			t.Errorf("cache_prompt false found %d", off)
		}
		if reset != "" {
			r.post(reset, "", "").Body.Close()
			if after := r.cached(t, ""); after != 0 {
				t.Errorf("%s: cached %d after a reset", name, after)
			}
		}
	}
	off := false
	if r := speakingLike(t, "vllm", "m", func(o *Options) { o.PrefixCache = &off }); r.cached(t, "")+r.cached(t, "") != 0 {
		t.Error("without a cache something was found in it")
	}
}

func TestABusyEngineDoesNotResetItsCache(t *testing.T) {
	busy := func(name string) *rig {
		r := speakingLike(t, name, "m", func(o *Options) { o.Script.TTFTNs = never })
		connection := r.dial()
		body := chatBody + `}`
		if _, err := io.WriteString(connection, "POST "+chatPath+" HTTP/1.1\r\nHost: x\r\nContent-Length: "+lengthOf(body)+"\r\n\r\n"+body); err != nil {
			t.Fatal(err)
		}
		for _, page := r.get("/metrics"); !strings.Contains(page, `running{engine="0",model_name="m"} 1.0`) && !regexp.MustCompile(`num_running_reqs\{.*\} 1\.0`).MatchString(page); {
			_, page = r.get("/metrics")
		}
		t.Cleanup(func() { connection.Close() })
		return r
	}
	r := busy("vllm")
	r.replay(t, "POST", readRecording(t, "vllm/dev_reset_prefix_cache_busy.txt"))
	r.replay(t, "POST", readRecording(t, "vllm/dev_reset_prefix_cache_busy_running.txt"))
	r = busy("sglang")
	r.replay(t, "POST", readRecording(t, "sglang/flush_cache_busy.txt"))
	started := time.Now()
	response := r.post("/flush_cache?timeout=0.1", "", "")
	response.Body.Close()
	if waited := time.Since(started); response.StatusCode != 400 || waited < 100*time.Millisecond {
		t.Errorf("status %d after %v", response.StatusCode, waited)
	}
	r = speakingLike(t, "vllm", "m", nil)
	r.replay(t, "POST", readRecording(t, "vllm/dev_reset_prefix_cache_idle.txt"))
}

func TestTheProfilersEndpointsExistWhereTheEngineHasThem(t *testing.T) {
	status := func(name string, profiler bool) int {
		r := speakingLike(t, name, "m", func(o *Options) { o.Settings.Profiler = profiler })
		response := r.post("/start_profile", "", "")
		response.Body.Close()
		return response.StatusCode
	}
	for name, want := range map[string][2]int{"vllm": {404, 200}, "sglang": {200, 200}, "trtllm": {404, 200}, "llamacpp": {404, 404}, "transformers": {404, 404}} {
		if got := [2]int{status(name, false), status(name, true)}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestSGLangsHealthGeneratesAToken(t *testing.T) {
	r := speakingLike(t, "sglang", "m", func(o *Options) { o.Settings.HealthGenerate = true })
	started := time.Now()
	status, _ := r.get("/health")
	if took := time.Since(started); status != 200 || took < time.Second {
		t.Errorf("status %d after %v", status, took)
	}
}

// names cuts a metrics page or a recorded list into its series, and puts the model's name in.
func series(page string) (names []string) {
	for _, line := range strings.Split(strings.TrimSpace(page), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name := regexp.MustCompile(`^([^{ ]*(?:\{.*\})?)`).FindString(line)
		name = strings.ReplaceAll(name, `model_name="tiny"`, `model_name="m"`)
		if strings.Contains(name, "cache_config_info") {
			// Its labels hold settings of that run.
			name = regexp.MustCompile(`="[^"]*"`).ReplaceAllString(name, `=""`)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// What the real pages have besides: HTTP statistics by path, and what a process uses.
var notSimulated = regexp.MustCompile(`^sglang:(http_|process_cpu|get_loads)`)

func TestMetricsHaveTheNamesLabelsAndBucketsOfTheRecording(t *testing.T) {
	for name, file := range map[string]string{"vllm": "dev_metrics_after.series", "sglang": "metrics_after.series", "llamacpp": "metrics_after.series"} {
		r := speakingLike(t, name, "m", nil)
		r.stream(chatPath, "", chatBody+`,"max_tokens":5}`)
		recorded, err := os.ReadFile(filepath.Join(recordedFolder, name, file))
		if err != nil {
			t.Fatal(err)
		}
		want := slices.DeleteFunc(series(string(recorded)), notSimulated.MatchString)
		_, page := r.get("/metrics")
		got := series(page)
		for _, one := range want {
			if !slices.Contains(got, one) {
				t.Errorf("%s lacks %s", name, one)
			}
		}
		for _, one := range got {
			if !slices.Contains(want, one) {
				t.Errorf("%s has %s, which the engine has not", name, one)
			}
		}
	}
}

func TestMetricsTellWhatHappened(t *testing.T) {
	for name, want := range map[string][]string{
		"vllm": {
			`vllm:generation_tokens_total{engine="0",model_name="m"} 5.0`, `vllm:request_success_total{engine="0",finished_reason="length",model_name="m"} 1.0`,
			`vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 1.0`, `vllm:inter_token_latency_seconds_count{engine="0",model_name="m"} 4.0`,
			`vllm:request_generation_tokens_sum{engine="0",model_name="m"} 5.0`, `vllm:request_generation_tokens_bucket{engine="0",le="5.0",model_name="m"} 1.0`,
			`vllm:request_generation_tokens_bucket{engine="0",le="2.0",model_name="m"} 0.0`,
		},
		"sglang": {
			`sglang:generation_tokens_total{engine_type="unified",is_streaming="true",model_name="m"} 5.0`,
			`sglang:generation_tokens_total{engine_type="unified",is_streaming="false",model_name="m"} 0.0`,
			`sglang:time_to_first_token_seconds_count{engine_type="unified",is_streaming="true",model_name="m"} 1.0`,
			`sglang:time_to_first_token_seconds_count{engine_type="unified",is_streaming="false",model_name="m"} 0.0`,
		},
		"trtllm": {
			`trtllm_generation_tokens_total{engine_type="undefined",model_name="undefined"} 5.0`,
			`trtllm_e2e_request_latency_seconds_count{engine_type="undefined",model_name="undefined"} 1.0`,
		},
		"llamacpp": {"llamacpp:tokens_predicted_total 5", "llamacpp:requests_processing 0"},
	} {
		r := speakingLike(t, name, "m", nil)
		r.stream(chatPath, "", chatBody+`,"max_tokens":5}`)
		path := personality.Find(name).MetricsPath
		_, page := r.get(path)
		for _, line := range want {
			if !strings.Contains(page, line+"\n") {
				t.Errorf("%s: no line %s", name, line)
			}
		}
	}
}

func TestEveryAnswerIsValidJSON(t *testing.T) {
	for _, name := range append(engines, "sim") {
		for _, reasoning := range []int{0, 2} {
			r := speakingLike(t, name, `a"b`, func(o *Options) { o.Script.ReasoningTokens = reasoning })
			for path, prompt := range map[string]string{chatPath: `"messages":[{"role":"user","content":"x"}]`, textPath: `"prompt":"x"`} {
				for _, wish := range []string{"", `,"stream":true`, `,"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`} {
					response := r.post(path, "", `{"model":"a\"b","max_tokens":4,`+prompt+wish+`}`)
					body, err := io.ReadAll(response.Body)
					response.Body.Close()
					if err != nil || response.StatusCode != 200 {
						t.Fatalf("%s %s%s: status %d, %v, %s", name, path, wish, response.StatusCode, err, body)
					}
					checkJSON(t, name, wish != "", string(body))
				}
			}
			for page, route := range personality.Find(name).Routes {
				if slices.Contains(route.Methods, "GET") && !strings.HasPrefix(page, "/health") {
					checkPage(t, r, page)
				}
			}
		}
	}
}

func checkPage(t *testing.T, r *rig, page string) {
	t.Helper()
	response, err := http.Get(r.url + page)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") && !json.Valid(body) {
		t.Errorf("%s is no JSON: %s", page, body)
	}
}

func checkJSON(t *testing.T, name string, streamed bool, body string) {
	t.Helper()
	if !streamed {
		if !json.Valid([]byte(body)) {
			t.Errorf("%s: no JSON: %s", name, body)
		}
		return
	}
	for _, line := range strings.Split(body, "\n") {
		data, isData := strings.CutPrefix(line, "data: ")
		if isData && data != "[DONE]" && !json.Valid([]byte(data)) {
			t.Errorf("%s: no JSON: %s", name, data)
		}
	}
}
