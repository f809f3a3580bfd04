package server

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"dyno/sim/fault"
)

func TestWrongRequestsAreRefusedWithTheirParameter(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct {
		path, body string
		status     int
		param      string
	}{
		{"chat/completions", `{"messages":`, 400, ""},
		{"chat/completions", `{}`, 400, "messages"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"model":"other"}`, 404, "model"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"max_tokens":0}`, 400, "max_tokens"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"max_tokens":"9"}`, 400, "max_tokens"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"max_tokens":3,"min_tokens":4}`, 400, "min_tokens"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"n":2}`, 400, "n"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"stream_options":{}}`, 400, "stream_options"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"sim":{"itl":1}}`, 400, "sim"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema"}}`, 400, "response_format"},
		{"chat/completions", `{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"x"}}}}`, 400, "response_format"},
		{"completions", `{"prompt":""}`, 400, "prompt"},
		{"completions", `{"prompt":[]}`, 400, "prompt"},
	} {
		status, answer := r.whole("/v1/"+c.path, c.body)
		if status != c.status || answer.Error == nil || answer.Error.Code != c.status || answer.Error.Message == "" {
			t.Errorf("%s: status %d, error %+v", c.body, status, answer.Error)
			continue
		}
		if (answer.Error.Param == nil) != (c.param == "") || (answer.Error.Param != nil && *answer.Error.Param != c.param) {
			t.Errorf("%s: parameter %v, want %q", c.body, answer.Error.Param, c.param)
		}
	}
}

func TestUnknownPathsAndMethodsAreRefused(t *testing.T) {
	r := start(t, nil)
	if status, _ := r.get("/v2/x"); status != 404 {
		t.Errorf("unknown path: %d", status)
	}
	if status, _ := r.get("/v1/completions"); status != 405 {
		t.Errorf("wrong method: %d", status)
	}
	connection := r.dial()
	io.WriteString(connection, "what is this\r\n\r\n")
	if answer, err := io.ReadAll(connection); err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") {
		t.Errorf("not HTTP: %v, %s", err, answer)
	}
}

func TestPagesDescribeTheServer(t *testing.T) {
	r := start(t, func(o *Options) { o.Version = "1.2.3" })
	r.stream("/v1/chat/completions", "", chatBody+`}`)
	var models struct{ Data []struct{ ID string } }
	_, page := r.get("/v1/models")
	if err := json.Unmarshal([]byte(page), &models); err != nil || len(models.Data) != 1 || models.Data[0].ID != "m" {
		t.Errorf("models: %v, %s", err, page)
	}
	if status, page := r.get("/health"); status != 200 || page != `{"status":"ok"}` {
		t.Errorf("health: %d %s", status, page)
	}
	if _, page := r.get("/version"); !strings.Contains(page, `"version":"1.2.3"`) {
		t.Errorf("version: %s", page)
	}
	_, page = r.get("/metrics")
	for _, line := range []string{
		`sim:generation_tokens_total{model_name="m"} 10`,
		`sim:num_requests_running{model_name="m"} 0`,
		`sim:request_success_total{model_name="m",finished_reason="stop"} 1`,
		`sim:time_to_first_token_seconds_count{model_name="m"} 1`,
		`sim:inter_token_latency_seconds_count{model_name="m"} 9`,
		`sim:e2e_request_latency_seconds_count{model_name="m"} 1`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("metrics lack %s", line)
		}
	}
}

func TestAKeyIsWantedOnV1Only(t *testing.T) {
	r := start(t, func(o *Options) { o.Faults = fault.Process{AuthKey: "secret"} })
	for path, status := range map[string]int{"/v1/models": 401, "/health": 200, "/metrics": 200} {
		if got, _ := r.get(path); got != status {
			t.Errorf("%s without a key: %d", path, got)
		}
	}
	request, _ := http.NewRequest("GET", r.url+"/v1/models", nil)
	request.Header.Set("Authorization", "Bearer secret")
	response, err := r.client.Do(request)
	if err != nil || response.StatusCode != 200 {
		t.Fatalf("with the key: %v, %v", response, err)
	}
	response.Body.Close()
}

func TestMetricsCanBeMissingGarbageOrSlow(t *testing.T) {
	if status, _ := start(t, func(o *Options) { o.Faults.MetricsNotFound = true }).get("/metrics"); status != 404 {
		t.Errorf("metrics-404: %d", status)
	}
	if status, page := start(t, func(o *Options) { o.Faults.MetricsGarbage = true }).get("/metrics"); status != 200 || !strings.Contains(page, "<html>") {
		t.Errorf("metrics-garbage: %d %s", status, page)
	}
	r := start(t, func(o *Options) { o.Faults.SlowMetricsMs = 50 })
	slow := make(chan string)
	go func() { _, page := r.get("/metrics"); slow <- page }()
	if status, _ := r.get("/health"); status != 200 {
		t.Errorf("health meanwhile: %d", status)
	}
	if page := <-slow; !strings.Contains(page, "sim:") {
		t.Errorf("slow metrics: %s", page)
	}
}
