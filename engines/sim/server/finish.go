package server

import (
	"dyno/sim/clock"
	"dyno/sim/metrics"
	"dyno/sim/personality"
	"dyno/sim/wire"
)

// wrongUsageBy is what the wrong-usage fault adds to the completion tokens.
const wrongUsageBy = 10

// finish ends an answer that was written whole.
func (g *generation) finish() {
	for i := range g.choices {
		g.server.metrics.Success[g.finishReason(&g.choices[i])]++
	}
	g.record.EndNs = clock.NowNs()
	if !g.stream {
		g.record.HeadersNs = g.record.EndNs
		g.conn.write(g.appendWhole(g.server.out[:0]))
		g.leave("ok", g.closeAfter)
		return
	}
	out := g.server.out[:0]
	for i := range g.choices {
		if c := &g.choices[i]; g.endsApart(c) {
			out = g.appendFilled(out, g.voice.ending, c, 0)
		}
	}
	if g.sendsUsage() {
		g.tailHere = true
		out = g.appendFilled(out, g.voice.usageChunk, nil, 0)
	}
	if !g.script.Faults.NoDone {
		out = g.appendDone(out)
	}
	g.conn.write(g.frame.AppendEnd(out))
	outcome := "ok"
	if g.script.Faults.AbortFinish {
		outcome = "aborted"
	}
	g.leave(outcome, g.closeAfter || g.server.options.CloseAfterStream)
}

// sendsUsage says whether the stream has a usage chunk.
func (g *generation) sendsUsage() bool {
	return g.includeUsage && g.voice.usageChunk != nil && !g.script.Faults.NoUsage
}

// broken is a failure of the engine while it answers.
var broken = personality.Refusal{Kind: personality.Broken, Status: 500, Type: "InternalServerError", Message: "simulated engine failure"}

// finishWithError ends a stream with an error event, as vLLM does; without streaming it is a 500.
func (g *generation) finishWithError() {
	g.record.EndNs = clock.NowNs()
	if !g.stream {
		g.record.HeadersNs = g.record.EndNs
		reply := g.server.speaks.Error(broken)
		g.record.Status = reply.Status
		g.conn.write(g.server.appendReply(nil, wire.Request{RequestID: g.requestID, Close: g.closeAfter}, reply))
		g.leave("errorEvent", g.closeAfter || reply.Close)
		return
	}
	out := g.appendHeldHead(g.server.out[:0], g.record.EndNs)
	out = g.appendEvent(out, g.server.errorEvent(broken))
	g.conn.write(g.frame.AppendEnd(g.appendDone(out)))
	g.leave("errorEvent", g.closeAfter)
}

// errorEvent is a refusal within a stream.
func (s *Server) errorEvent(r personality.Refusal) string {
	if s.speaks.Event != nil {
		return s.speaks.Event(r)
	}
	return s.speaks.Error(r).Body
}

// leave gives the connection back after an answer and serves what waits on it.
func (g *generation) leave(outcome string, closeAfter bool) {
	c := g.conn
	g.end(outcome)
	c.finished(closeAfter)
	c.serve()
}

// end closes the books of a request, however it went, and lets the next one in.
func (g *generation) end(outcome string) {
	s := g.server
	s.loop.Cancel(&g.timer)
	if g.record.EndNs == 0 {
		g.record.EndNs = clock.NowNs()
	}
	g.record.Outcome = outcome
	g.record.WallOffsetNs = clock.WallOffsetNs()
	s.options.Truth.Append(&g.record)
	s.metrics.E2E.Observe(g.record.EndNs - g.record.ReceivedNs)
	g.count(outcome)
	delete(s.active, g)
	s.queue.leave(g)
	for next := s.queue.next(); next != nil; next = s.queue.next() {
		next.start(g.record.EndNs)
	}
	s.gauge()
}

// count tells the engine's own page of this request.
func (g *generation) count(outcome string) {
	m := g.server.metrics
	if outcome == "clientClosed" {
		m.Aborted++
		return
	}
	if g.firstNs == 0 {
		return
	}
	m.MostTokens = max(m.MostTokens, g.promptTokens+g.record.Tokens)
	m.Ended(metrics.Request{
		Streamed: g.stream, ReceivedNs: g.record.ReceivedNs, StartedNs: g.record.StartedNs,
		FirstNs: g.firstNs, LastNs: g.lastNs, EndNs: g.record.EndNs,
		PromptTokens: g.promptTokens, CachedTokens: g.cachedTokens, AnswerTokens: g.record.Tokens,
	})
}

func (s *Server) gauge() {
	s.metrics.Running, s.metrics.Waiting = s.queue.running, len(s.queue.waiting)
}

// spent is what the request took, for its usage object.
func (g *generation) spent() personality.Spent {
	spent := personality.Spent{
		Prompt: g.promptTokens, Cached: g.cachedTokens, Completion: g.record.Tokens, Whole: !g.stream, Chat: g.voice.chat,
		PromptMs: float64(g.firstNs-g.record.StartedNs) / 1e6, DecodeMs: float64(g.lastNs-g.firstNs) / 1e6,
		Fingerprint: g.server.fingerprint,
	}
	if g.script.Faults.WrongUsage {
		spent.Completion += wrongUsageBy
	}
	for i := range g.choices {
		spent.Reasoning += g.choices[i].reasoning
	}
	return spent
}

// appendWhole appends the response of a request without streaming.
func (g *generation) appendWhole(dst []byte) []byte {
	g.tailHere = true
	body := g.fill(nil, g.voice.whole, nil, 0)
	head := wire.Head{Status: 200, ContentType: g.server.speaks.JSONType, RequestID: g.requestID, Close: g.closeAfter}
	return wire.AppendResponse(dst, head, body)
}

func (g *generation) appendWholeChoice(dst []byte, c *choice) []byte {
	for _, part := range g.voice.wholeChoice {
		dst = append(dst, part.Bytes...)
		switch part.Slot {
		case personality.Text:
			dst = append(dst, c.whole.answer...)
		case personality.Thought:
			dst = g.appendThought(dst, c)
		case personality.None:
		default:
			dst = g.fill(dst, personality.Template{{Slot: part.Slot}}, c, 0)
		}
	}
	return dst
}

func (g *generation) appendThought(dst []byte, c *choice) []byte {
	template := g.voice.thought
	if len(c.whole.reasoning) == 0 {
		template = g.voice.noThought
	}
	for _, part := range template {
		dst = append(dst, part.Bytes...)
		if part.Slot == personality.Text {
			dst = append(dst, c.whole.reasoning...)
		}
	}
	return dst
}
