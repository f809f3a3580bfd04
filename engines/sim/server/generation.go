package server

import (
	"errors"
	"time"

	"dyno/sim/clock"
	"dyno/sim/fault"
	"dyno/sim/loop"
	"dyno/sim/script"
	"dyno/sim/truth"
	"dyno/sim/wire"
)

var noFaults = fault.None().Request

// generation is one request being answered.
type generation struct {
	*spec
	server   *Server
	conn     *conn
	timer    loop.Timer
	pace     script.Pace
	envelope []byte // `{"id":…,"object":…,"created":…,"model":…,`, the same in each chunk
	frame    wire.Frame
	record   truth.Record
	position int // tokens written per choice so far
	chunks   int // token-bearing chunks written, or that a stream would have had
	admitted bool
	blocked  bool // a chunk is due but the socket is full
	garbled  bool // the garbage fault has struck
	unsentAt int  // first chunk whose bytes the socket has not begun to take, -1: none
}

// generate begins to answer a generation request.
func (s *Server) generate(c *conn, r wire.Request, a *api) {
	s.sequence++
	if s.sequence == 1 && s.options.PauseMs > 0 {
		s.after(s.options.PauseAtMs, func() { s.pause(s.options.PauseMs) })
	}
	p, err := s.understand(r, a)
	if err != nil {
		s.refuseGeneration(c, r, err)
		return
	}
	if ms := p.script.Faults.ExitAfterMs; ms >= 0 {
		s.after(ms, s.crash)
	}
	g := &generation{spec: p, server: s, conn: c, unsentAt: -1}
	g.timer.Fire = g.step
	g.record = truth.Record{ID: p.truthID, ReceivedNs: c.receivedNs, ReceivedFrom: c.receivedFrom, PromptTokens: p.promptTokens, Status: 200}
	if status := p.script.Faults.HTTPStatus; status != 0 {
		c.generation = g
		g.fail(r, status, "simulated", "simulated failure with status")
		return
	}
	c.generation = g
	s.active[g] = struct{}{}
	s.metrics.PromptTokens += uint64(p.promptTokens)
	g.open()
	if s.queue.enter(g) {
		// A request's clock runs from its arrival, unless the engine could not have begun then.
		g.start(max(c.receivedNs, c.freeNs, s.resumedNs))
	}
	s.gauge()
}

// refuseGeneration answers a request that could not be understood.
func (s *Server) refuseGeneration(c *conn, r wire.Request, err error) {
	refused := &apiError{500, "", err.Error()}
	errors.As(err, &refused)
	g := &generation{spec: &spec{}, server: s, conn: c}
	g.record = truth.Record{ID: s.truthID(r.RequestID, ""), ReceivedNs: c.receivedNs, ReceivedFrom: c.receivedFrom}
	kind := "BadRequestError"
	if refused.status == 404 {
		kind = "NotFoundError"
	}
	g.failWith(r, refused.status, errorBody(refused.status, kind, refused.param, refused.message))
}

func (g *generation) fail(r wire.Request, status int, kind, message string) {
	g.failWith(r, status, errorBody(status, kind, "", message))
}

// failWith answers with an error instead of an answer.
func (g *generation) failWith(r wire.Request, status int, body []byte) {
	g.record.Status, g.record.Outcome = status, "httpError"
	g.record.HeadersNs = clock.NowNs()
	g.record.EndNs = g.record.HeadersNs
	g.record.WallOffsetNs = clock.WallOffsetNs()
	g.server.options.Truth.Append(&g.record)
	g.conn.answer(r, status, "application/json", body)
}

// open prepares the chunks and sends a stream's head.
func (g *generation) open() {
	id := make([]byte, 0, 24)
	id = appendHex(append(id, g.api.idPrefix...), g.seed^uint64(g.server.sequence)*0x9e3779b97f4a7c15)
	object := g.api.object
	if g.stream {
		object = g.api.chunkObject
	}
	g.envelope = appendEnvelope(nil, id, object, time.Now().Unix(), g.server.model)
	g.frame.Chunked = !g.http10
	if !g.stream {
		return
	}
	out := wire.AppendStreamHead(g.server.out[:0], wire.Head{
		Status: 200, ContentType: "text/event-stream; charset=utf-8", RequestID: g.requestID, Close: g.closeAfter,
	}, g.frame.Chunked)
	if g.api.hasRole && g.server.options.RoleChunk == "immediate" {
		out = g.appendRole(out)
	}
	g.record.HeadersNs = clock.NowNs()
	g.conn.write(out)
}

// start begins the work: the slot is there.
func (g *generation) start(startNs int64) {
	g.admitted = true
	g.record.StartedNs = startNs
	most := 0
	for i := range g.choices {
		most = max(most, g.choices[i].tokens)
	}
	if g.stream {
		g.record.TokenNs = make([]int64, 0, len(g.choices)*(most/g.script.TokensPerChunk+2))
	}
	g.pace = script.NewPace(&g.script, startNs, g.seed)
	g.record.FirstDueNs = g.pace.DueNs()
	g.server.loop.At(&g.timer, g.pace.DueNs())
}
