package server

import (
	"encoding/json"
	"strconv"

	"dyno/sim/text"
	"dyno/sim/wire"
)

func (s *Server) models() []byte {
	// Marshalling plain strings and numbers cannot fail.
	page, _ := json.Marshal(map[string]any{
		"object": "list",
		"data": []any{map[string]any{
			"id": s.model, "object": "model", "created": s.createdUnix, "owned_by": "dyno-sim",
			"root": s.model, "parent": nil, "max_model_len": maxModelLen,
		}},
	})
	return page
}

func (s *Server) version() []byte {
	page, _ := json.Marshal(map[string]string{"version": s.options.Version, "sources": s.options.Sources})
	return page
}

func (s *Server) serveMetrics(c *conn, r wire.Request) {
	const contentType = "text/plain; version=0.0.4; charset=utf-8"
	faults := s.options.Faults
	body := s.metrics.AppendTo(nil)
	if faults.MetricsGarbage {
		body = []byte("<html>{{{ not metrics NaN NaN\nsim:num_requests_running{ 12,,\n\x00\xff")
	}
	switch {
	case faults.MetricsNotFound:
		c.answerError(r, 404, "NotFoundError", "", "no such path: /metrics")
	case faults.SlowMetricsMs > 0:
		c.answerLater(r, faults.SlowMetricsMs, contentType, body)
	default:
		c.answer(r, 200, contentType, body)
	}
}

// errorBody is the JSON that engines answer errors with.
func errorBody(status int, kind, param, message string) []byte {
	body := append([]byte(`{"error":{"message":"`), text.AppendEscaped(nil, []byte(message))...)
	body = append(append(body, `","type":"`...), kind...)
	if param == "" {
		body = append(body, `","param":null`...)
	} else {
		body = append(append(append(body, `","param":"`...), param...), '"')
	}
	body = append(body, `,"code":`...)
	return append(strconv.AppendInt(body, int64(status), 10), `}}`...)
}
