package server

import (
	"errors"
	"strconv"
	"time"

	"dyno/sim/clock"
	"dyno/sim/fault"
	"dyno/sim/loop"
	"dyno/sim/personality"
	"dyno/sim/script"
	"dyno/sim/truth"
	"dyno/sim/wire"
)

var noFaults = fault.None().Request

// generation is one request being answered.
type generation struct {
	*spec
	server    *Server
	conn      *conn
	timer     loop.Timer
	pace      script.Pace
	id        []byte
	created   []byte
	constant  map[personality.Slot][]byte // the same in each chunk
	content   personality.Template        // of a token, with the constant slots filled
	reasoning personality.Template
	frame     wire.Frame
	record    truth.Record
	position  int   // tokens written per choice so far
	chunks    int   // token-bearing chunks written, or that a stream would have had
	firstNs   int64 // first and last token written, 0: none
	lastNs    int64
	headHeld  bool // the head goes with the first token
	tailHere  bool // this event carries what %tail% stands for
	admitted  bool
	blocked   bool      // a chunk is due but the socket is full
	garbled   bool      // the garbage fault has struck
	held      []byte    // chunks that the fault hold-first keeps back
	heldOf    []*choice // whose they are, in order
	unsentAt  int       // first chunk whose bytes the socket has not begun to take, -1: none
}

// generate begins to answer a generation request.
func (s *Server) generate(c *conn, r wire.Request, v *voice) {
	s.sequence++
	s.restartIfDue()
	if s.sequence == 1 && s.options.PauseMs > 0 {
		s.after(s.options.PauseAtMs, func() { s.pause(s.options.PauseMs) })
	}
	p, err := s.understand(r, v)
	if err != nil {
		s.refuseGeneration(c, r, p, err)
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
		g.refuse(r, personality.Refusal{Kind: personality.Broken, Status: status, Type: "simulated", Message: "simulated failure with status"})
		return
	}
	c.generation = g
	s.active[g] = struct{}{}
	s.metrics.PromptTokens += uint64(p.promptTokens)
	s.metrics.CachedTokens += uint64(p.cachedTokens)
	if p.structured {
		s.metrics.Structured++
	}
	g.open()
	if s.queue.enter(g) {
		// A request's clock runs from its arrival, unless the engine could not have begun then.
		g.start(max(c.receivedNs, c.freeNs, s.resumedNs))
	}
	s.gauge()
}

// refuseGeneration answers a request that could not be understood.
func (s *Server) refuseGeneration(c *conn, r wire.Request, p *spec, err error) {
	refused := &refusedError{personality.Refusal{Kind: personality.Broken, Status: 500, Type: "BadRequestError", Message: err.Error()}}
	errors.As(err, &refused)
	g := &generation{spec: &spec{}, server: s, conn: c}
	g.record = truth.Record{ID: s.truthID(r.RequestID, ""), ReceivedNs: c.receivedNs, ReceivedFrom: c.receivedFrom}
	if p != nil && p.stream && refused.Kind == personality.BadSchema && s.speaks.Rules.ErrorsInStream {
		g.spec = p
		g.refuseInStream(refused.Refusal)
		return
	}
	g.refuse(r, refused.Refusal)
}

// refuse answers with an error instead of an answer.
func (g *generation) refuse(r wire.Request, why personality.Refusal) {
	reply := g.server.speaks.Error(why)
	g.record.Status, g.record.Outcome = reply.Status, "httpError"
	g.book()
	g.conn.reply(r, reply)
}

// refuseInStream is for engines that notice a bad grammar only once the head of the stream is out.
func (g *generation) refuseInStream(why personality.Refusal) {
	g.record.Status, g.record.Outcome = 200, "errorEvent"
	g.frame.Chunked = !g.http10
	out := g.appendHead(g.server.out[:0])
	out = g.appendEvent(out, g.server.errorEvent(why))
	g.book()
	g.conn.write(g.frame.AppendEnd(g.appendDone(out)))
	g.conn.finished(g.closeAfter)
}

// book ends the record of a request that was refused at once.
func (g *generation) book() {
	g.record.HeadersNs = clock.NowNs()
	g.record.EndNs = g.record.HeadersNs
	g.record.WallOffsetNs = clock.WallOffsetNs()
	g.server.options.Truth.Append(&g.record)
}

// open prepares the chunks and sends a stream's head.
func (g *generation) open() {
	g.id = appendHex(append(make([]byte, 0, 24), g.voice.IDPrefix...), g.seed^uint64(g.server.sequence)*0x9e3779b97f4a7c15)
	g.created = strconv.AppendInt(nil, time.Now().Unix(), 10)
	g.bind()
	g.frame.Chunked = !g.http10
	g.tailHere = !g.includeUsage || g.voice.usageChunk == nil
	if !g.stream {
		return
	}
	if g.server.style.HoldHead {
		g.headHeld = true
		return
	}
	out := g.appendHead(g.server.out[:0])
	if g.voice.role != nil && g.server.options.RoleChunk == "immediate" {
		for i := range g.choices {
			out = g.appendFilled(out, g.voice.role, &g.choices[i], 0)
		}
	}
	g.record.HeadersNs = clock.NowNs()
	g.conn.write(out)
}

func (g *generation) appendHead(dst []byte) []byte {
	return wire.AppendStreamHead(dst, wire.Head{
		Status: 200, ContentType: g.server.speaks.StreamType, RequestID: g.requestID, Close: g.closeAfter,
	}, g.frame.Chunked)
}

// appendHeldHead appends the head where it was held back until now.
func (g *generation) appendHeldHead(dst []byte, nowNs int64) []byte {
	if !g.headHeld {
		return dst
	}
	g.headHeld = false
	g.record.HeadersNs = nowNs
	return g.appendHead(dst)
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
