package server

import (
	"errors"
	"slices"
	"strings"

	"dyno/sim/clock"
	"dyno/sim/loop"
	"dyno/sim/personality"
	"dyno/sim/wire"
)

const (
	chatPath  = "/v1/chat/completions"
	textPath  = "/v1/completions"
	pausePath = "/sim/pause"
	faultPath = "/sim/metrics"
)

// route answers one request, or begins to.
func (s *Server) route(c *conn, r wire.Request) {
	if !s.ready && s.speaks.Startup.Loading != nil {
		if reply := s.speaks.Startup.Loading(r.Path); reply != nil {
			c.reply(r, *reply)
			return
		}
	}
	if key := s.options.Faults.AuthKey; key != "" && strings.HasPrefix(r.Path, "/v1/") && r.Authorization != "Bearer "+key {
		c.refuseWith(r, personality.Refusal{
			Kind: personality.Unauthorized, Status: 401, Type: "Unauthorized", Message: "Unauthorized: this server wants its API key",
		})
		return
	}
	methods, serve := s.find(r.Path)
	switch {
	case serve == nil:
		c.refuseWith(r, personality.Refusal{
			Kind: personality.NoPath, Status: 404, Type: "NotFoundError", Name: r.Path, Message: "no such path: " + r.Path,
		})
	case !slices.Contains(methods, r.Method) && !(r.Method == "HEAD" && slices.Contains(methods, "GET")):
		c.refuseWith(r, personality.Refusal{
			Kind: personality.BadMethod, Status: 405, Type: "MethodNotAllowed", Name: r.Path, Message: r.Path + " takes " + methods[0],
		})
	default:
		serve(c, r)
	}
}

// find gives the methods of a path and what serves it, nil for a path that the engine does not have.
func (s *Server) find(path string) (methods []string, serve func(*conn, wire.Request)) {
	switch path {
	case chatPath:
		return []string{"POST"}, func(c *conn, r wire.Request) { s.generate(c, r, s.chat) }
	case textPath:
		return []string{"POST"}, func(c *conn, r wire.Request) { s.generate(c, r, s.text) }
	case pausePath:
		return []string{"POST"}, s.pauseOnRequest
	case faultPath:
		return []string{"POST"}, s.setMetricsFaults
	case s.speaks.MetricsPath:
		return []string{"GET"}, s.serveMetrics
	}
	route, known := s.speaks.Routes[path]
	if !known {
		return nil, nil
	}
	return route.Methods, func(c *conn, r wire.Request) { s.serveRoute(c, r, route, clock.NowNs()) }
}

// serveRoute answers with a page; where the engine would wait until it is idle, it looks again until then.
func (s *Server) serveRoute(c *conn, r wire.Request, route personality.Route, sinceNs int64) {
	const againMs = 20
	reply := route.Answer(s.view(), r.Query)
	switch {
	case reply.RetryMs > 0 && clock.NowNs()-sinceNs < int64(reply.RetryMs)*1e6:
		s.later(c, againMs, func() { s.serveRoute(c, r, route, sinceNs) })
	case reply.DelayMs > 0:
		s.later(c, reply.DelayMs, func() { c.replyLate(r, reply) })
	default:
		late := c.delayed != nil
		c.reply(r, reply)
		if late {
			c.serve()
		}
	}
}

// later keeps the connection busy and goes on after a while; other connections go on meanwhile.
func (s *Server) later(c *conn, ms int, then func()) {
	c.delayed = &loop.Timer{}
	s.afterTimer(c.delayed, ms, then)
}

func (c *conn) replyLate(r wire.Request, reply personality.Reply) {
	c.reply(r, reply)
	c.serve()
}

// reply sends a whole response and ends the request.
func (c *conn) reply(r wire.Request, reply personality.Reply) {
	c.write(c.server.appendReply(nil, r, reply))
	c.finished(r.Close || reply.Close)
}

func (s *Server) appendReply(dst []byte, r wire.Request, reply personality.Reply) []byte {
	contentType := reply.Type
	switch contentType {
	case "":
		contentType = s.speaks.JSONType
	case personality.NoType:
		contentType = ""
	}
	head := wire.Head{Status: reply.Status, ContentType: contentType, RequestID: r.RequestID, Close: r.Close || reply.Close}
	response := wire.AppendResponse(dst, head, []byte(reply.Body))
	if r.Method == "HEAD" {
		response = response[:len(response)-len(reply.Body)]
	}
	return response
}

func (c *conn) refuseWith(r wire.Request, why personality.Refusal) {
	c.reply(r, c.server.speaks.Error(why))
}

// refuse answers what is not HTTP and closes.
func (c *conn) refuse(err error) {
	status := 400
	var bad *wire.BadRequest
	if errors.As(err, &bad) {
		status = bad.Status
	}
	c.in = nil
	c.refuseWith(wire.Request{Close: true}, personality.Refusal{Status: status, Type: "BadRequestError", Message: err.Error()})
}
