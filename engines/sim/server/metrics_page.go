package server

import (
	"fmt"
	"net/url"
	"regexp"

	"dyno/sim/fault"
	"dyno/sim/metrics"
	"dyno/sim/personality"
	"dyno/sim/wire"
)

const metricsGarbage = "<html>{{{ not metrics NaN NaN\nsim:num_requests_running{ 12,,\n\x00\xff"

var seriesLine = regexp.MustCompile(`(?m)^([^#\n].*) \S+$`)

func (s *Server) serveMetrics(c *conn, r wire.Request) {
	faults := s.options.Faults.Metrics
	page := personality.Reply{Status: 200, Type: "text/plain; version=0.0.4; charset=utf-8", Body: s.metricsBody(faults)}
	switch {
	case faults.MetricsNotFound:
		c.refuseWith(r, personality.Refusal{Kind: personality.NoPath, Status: 404, Type: "NotFoundError", Name: r.Path, Message: "no such path: " + r.Path})
	case faults.SlowMetricsMs > 0:
		s.later(c, faults.SlowMetricsMs, func() { c.replyLate(r, page) })
	default:
		c.reply(r, page)
	}
}

func (s *Server) metricsBody(faults fault.Metrics) string {
	if faults.MetricsGarbage {
		return metricsGarbage
	}
	view := s.view()
	view.Stats = s.metrics.Told(faults)
	body := s.speaks.Metrics(view)
	if faults.MetricsNaN {
		body = seriesLine.ReplaceAll(body, []byte("$1 NaN"))
	}
	for n := 0; len(body) < faults.MetricsHugeMiB<<20; n++ {
		body = fmt.Appendf(body, "sim:filler{n=\"%d\"} 1\n", n)
	}
	return string(body)
}

// setMetricsFaults serves POST /sim/metrics?fault=LIST: these faults of the page hold from now on, and no others.
func (s *Server) setMetricsFaults(c *conn, r wire.Request) {
	query, _ := url.ParseQuery(r.Query)
	var faults fault.Metrics
	if err := faults.Add(query.Get("fault")); err != nil {
		c.refuseWith(r, personality.Refusal{Status: 400, Type: "BadRequestError", Param: "fault", Message: err.Error()})
		return
	}
	s.useMetricsFaults(faults)
	c.reply(r, personality.Reply{Status: 200, Body: `{"set":true}`})
}

func (s *Server) useMetricsFaults(faults fault.Metrics) {
	s.options.Faults.Metrics = faults
	s.metrics.TTFTShiftNs = int64(faults.MetricsTTFTShiftMs) * 1e6
}

// freshMetrics begins to count; also what a page shows of a process that has just been started again.
func (s *Server) freshMetrics() {
	s.metrics = metrics.New(s.options.Model)
	s.metrics.Follow(s.speaks.Bounds)
	s.useMetricsFaults(s.options.Faults.Metrics)
	s.gauge()
}

// restartIfDue plays the restart fault: the process goes on, its page is that of a fresh one.
func (s *Server) restartIfDue() {
	if every := s.options.Faults.MetricsRestartEvery; every > 0 && s.sequence%int64(every) == 0 {
		s.freshMetrics()
	}
}
