package server

import (
	"strconv"

	"dyno/sim/clock"
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
	if g.server.options.FinishChunk == "own" {
		for i := range g.choices {
			out = g.appendOwnFinish(out, &g.choices[i])
		}
	}
	if g.includeUsage && !g.script.Faults.NoUsage {
		out = append(g.frame.Begin(out), eventStart...)
		out = append(append(out, g.envelope...), `"choices":[],`...)
		out = append(g.appendUsage(out), "}"+eventEnd...)
		out = g.frame.End(out)
	}
	if !g.script.Faults.NoDone {
		out = g.appendEvent(out, "[DONE]")
	}
	g.conn.write(g.frame.AppendEnd(out))
	outcome := "ok"
	if g.script.Faults.AbortFinish {
		outcome = "aborted"
	}
	g.leave(outcome, g.closeAfter || g.server.options.CloseAfterStream)
}

// finishWithError ends a stream with an error event, as vLLM does; without streaming it is a 500.
func (g *generation) finishWithError() {
	body := errorBody(500, "InternalServerError", "", "simulated engine failure")
	g.record.EndNs = clock.NowNs()
	out := g.server.out[:0]
	if g.stream {
		out = g.appendEvent(out, string(body))
		out = g.frame.AppendEnd(g.appendEvent(out, "[DONE]"))
	} else {
		g.record.HeadersNs, g.record.Status = g.record.EndNs, 500
		out = wire.AppendResponse(out, wire.Head{Status: 500, ContentType: "application/json", RequestID: g.requestID, Close: g.closeAfter}, body)
	}
	g.conn.write(out)
	g.leave("errorEvent", g.closeAfter)
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
	delete(s.active, g)
	s.queue.leave(g)
	for next := s.queue.next(); next != nil; next = s.queue.next() {
		next.start(g.record.EndNs)
	}
	s.gauge()
}

func (s *Server) gauge() {
	s.metrics.Running, s.metrics.Waiting = s.queue.running, len(s.queue.waiting)
}

// appendUsage appends `"usage":{…}`.
func (g *generation) appendUsage(dst []byte) []byte {
	tokens, reasoning := g.record.Tokens, 0
	if g.script.Faults.WrongUsage {
		tokens += wrongUsageBy
	}
	for i := range g.choices {
		reasoning += g.choices[i].reasoning
	}
	dst = strconv.AppendInt(append(dst, `"usage":{"prompt_tokens":`...), int64(g.promptTokens), 10)
	dst = strconv.AppendInt(append(dst, `,"total_tokens":`...), int64(g.promptTokens+tokens), 10)
	dst = strconv.AppendInt(append(dst, `,"completion_tokens":`...), int64(tokens), 10)
	if reasoning > 0 {
		dst = strconv.AppendInt(append(dst, `,"completion_tokens_details":{"reasoning_tokens":`...), int64(reasoning), 10)
		dst = append(dst, '}')
	}
	return append(dst, '}')
}

// appendWhole appends the response of a request without streaming.
func (g *generation) appendWhole(dst []byte) []byte {
	body := append([]byte{}, g.envelope...)
	body = append(body, `"choices":[`...)
	for i := range g.choices {
		if i > 0 {
			body = append(body, ',')
		}
		body = g.appendWholeChoice(body, &g.choices[i])
	}
	body = append(body, ']')
	if !g.script.Faults.NoUsage {
		body = g.appendUsage(append(body, ','))
	}
	body = append(body, '}')
	head := wire.Head{Status: 200, ContentType: "application/json", RequestID: g.requestID, Close: g.closeAfter}
	return wire.AppendResponse(dst, head, body)
}

func (g *generation) appendWholeChoice(dst []byte, c *choice) []byte {
	dst = strconv.AppendInt(append(dst, `{"index":`...), int64(c.index), 10)
	dst = append(append(dst, g.api.openWhole...), c.whole.answer...)
	if len(c.whole.reasoning) > 0 {
		dst = append(append(append(dst, `","`...), g.server.options.ReasoningField...), `":"`...)
		dst = append(dst, c.whole.reasoning...)
	}
	dst = append(dst, g.api.closeWhole...)
	return append(g.appendFinish(dst, c, true), '}')
}
