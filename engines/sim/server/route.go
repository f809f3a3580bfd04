package server

import (
	"errors"
	"strings"

	"dyno/sim/loop"
	"dyno/sim/wire"
)

// route answers one request, or begins to.
func (s *Server) route(c *conn, r wire.Request) {
	if !s.ready {
		c.answerError(r, 503, "unavailable_error", "", "Loading model")
		return
	}
	if key := s.options.Faults.AuthKey; key != "" && strings.HasPrefix(r.Path, "/v1/") && r.Authorization != "Bearer "+key {
		c.answerError(r, 401, "Unauthorized", "", "Unauthorized: this server wants its API key")
		return
	}
	method := "GET"
	switch r.Path {
	case "/v1/chat/completions", "/v1/completions", "/sim/pause":
		method = "POST"
	case "/health", "/v1/models", "/metrics", "/version":
	default:
		c.answerError(r, 404, "NotFoundError", "", "no such path: "+r.Path)
		return
	}
	if r.Method != method && !(method == "GET" && r.Method == "HEAD") {
		c.answerError(r, 405, "MethodNotAllowed", "", r.Path+" takes "+method)
		return
	}
	switch r.Path {
	case "/v1/chat/completions":
		s.generate(c, r, chat)
	case "/v1/completions":
		s.generate(c, r, completions)
	case "/sim/pause":
		s.pauseOnRequest(c, r)
	case "/health":
		c.answer(r, 200, "application/json", []byte(`{"status":"ok"}`))
	case "/v1/models":
		c.answer(r, 200, "application/json", s.models())
	case "/metrics":
		s.serveMetrics(c, r)
	case "/version":
		c.answer(r, 200, "application/json", s.version())
	}
}

// answer sends a whole response and ends the request.
func (c *conn) answer(r wire.Request, status int, contentType string, body []byte) {
	head := wire.Head{Status: status, ContentType: contentType, RequestID: r.RequestID, Close: r.Close}
	response := wire.AppendResponse(nil, head, body)
	if r.Method == "HEAD" {
		response = response[:len(response)-len(body)]
	}
	c.write(response)
	c.finished(r.Close)
}

// answerLater sends a whole response after a delay; other connections go on meanwhile.
func (c *conn) answerLater(r wire.Request, delayMs int, contentType string, body []byte) {
	c.delayed = &loop.Timer{}
	c.server.afterTimer(c.delayed, delayMs, func() {
		c.answer(r, 200, contentType, body)
		c.serve()
	})
}

// answerError sends an error body in vLLM's shape.
func (c *conn) answerError(r wire.Request, status int, kind, param, message string) {
	c.answer(r, status, "application/json", errorBody(status, kind, param, message))
}

// refuse answers what is not HTTP and closes.
func (c *conn) refuse(err error) {
	status := 400
	var bad *wire.BadRequest
	if errors.As(err, &bad) {
		status = bad.Status
	}
	c.in = nil
	c.answerError(wire.Request{Close: true}, status, "BadRequestError", "", err.Error())
}
