package server

import (
	"dyno/sim/personality"
	"dyno/sim/wire"
)

// view is what the personality's pages may know.
func (s *Server) view() *personality.View {
	version := s.speaks.Version
	if version == "" {
		version = s.options.Version
	}
	return &personality.View{
		Model: s.model, Version: version, Sources: s.options.Sources, Address: s.address(), CreatedUnix: s.createdUnix,
		StartDelayS: float64(s.options.StartDelayMs) / 1000,
		Settings:    s.settings, Stats: s.metrics, KVTokens: s.kvTokens(), Ready: s.ready,
		ResetCache: func() { clear(s.prefixes) },
	}
}

// kvTokens is how many tokens the running sequences hold.
func (s *Server) kvTokens() (tokens int) {
	for g := range s.active {
		if g.admitted {
			tokens += g.promptTokens + g.record.Tokens
		}
	}
	return tokens
}

func (s *Server) serveMetrics(c *conn, r wire.Request) {
	const contentType = "text/plain; version=0.0.4; charset=utf-8"
	faults := s.options.Faults
	page := personality.Reply{Status: 200, Type: contentType, Body: string(s.speaks.Metrics(s.view()))}
	if faults.MetricsGarbage {
		page.Body = "<html>{{{ not metrics NaN NaN\nsim:num_requests_running{ 12,,\n\x00\xff"
	}
	switch {
	case faults.MetricsNotFound:
		c.refuseWith(r, personality.Refusal{Kind: personality.NoPath, Status: 404, Type: "NotFoundError", Name: r.Path, Message: "no such path: " + r.Path})
	case faults.SlowMetricsMs > 0:
		s.later(c, faults.SlowMetricsMs, func() { c.replyLate(r, page) })
	default:
		c.reply(r, page)
	}
}
