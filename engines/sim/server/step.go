package server

import (
	"dyno/sim/clock"
	"dyno/sim/fault"
)

// step is the timer's work: the chunks that are due now, one per choice, each in a write of its own.
func (g *generation) step() {
	if len(g.conn.out) > 0 {
		// The client reads too slowly; drain calls again.
		g.blocked = true
		g.record.BlockedSends++
		return
	}
	if g.interrupted() {
		return
	}
	tokens, more := g.stepTokens(), false
	for i := range g.choices {
		if c := &g.choices[i]; !c.done() {
			g.write(c, min(tokens, c.tokens-c.written))
			more = more || !c.done()
		}
	}
	g.position += tokens
	if !more {
		if !g.interrupted() {
			g.finish()
		}
		return
	}
	g.pace.Advance(g.position, tokens, g.server.queue.running)
	dueNs := g.pace.DueNs()
	if g.script.ITLNs == 0 {
		// Without a pace all streams are always due; "now" makes them take turns.
		dueNs = clock.NowNs()
	}
	g.server.loop.At(&g.timer, dueNs)
}

// stepTokens is how many tokens a chunk carries now: reasoning and answer are never mixed in one.
func (g *generation) stepTokens() int {
	if left := g.choices[0].reasoning - g.position; left > 0 && g.script.ReasoningTokens > 0 {
		return min(g.script.TokensPerChunk, left)
	}
	return g.script.TokensPerChunk
}

// write sends one chunk of one choice (or collects it, without streaming).
func (g *generation) write(c *choice, tokens int) {
	s := g.server
	s.metrics.GenerationTokens += uint64(tokens)
	g.record.Tokens += tokens
	g.chunks++
	if !g.stream {
		g.collect(c, tokens)
		return
	}
	out := s.out[:0]
	if g.headHeld {
		out = g.appendHeldHead(out, clock.NowNs())
	}
	if c.written == 0 && g.voice.role != nil && s.options.RoleChunk == "with-first" {
		out = g.appendFilled(out, g.voice.role, c, 0)
	}
	if c.written+tokens >= c.tokens {
		// The last chunk may tell how long it all took.
		g.lastNs = clock.NowNs()
	}
	out = g.appendChunk(out, c, tokens)
	s.out = out
	if g.chunks < g.script.Faults.HoldFirst && c.written < c.tokens {
		g.held = append(g.held, out...)
		g.heldOf = append(g.heldOf, c)
		return
	}
	if g.held != nil {
		g.held = append(g.held, out...)
		out = g.held
	}
	nowNs := clock.NowNs()
	if sent := g.conn.write(out); !sent && g.unsentAt < 0 {
		g.unsentAt = len(g.record.TokenNs)
	}
	for _, of := range g.heldOf {
		g.wrote(of, nowNs)
	}
	g.held, g.heldOf = nil, nil
	g.wrote(c, nowNs)
}

// wrote books a chunk's instant.
func (g *generation) wrote(c *choice, nowNs int64) {
	m := g.server.metrics
	g.record.TokenNs = append(g.record.TokenNs, nowNs)
	if g.script.ITLNs > 0 || c.lastNs == 0 {
		lateNs := nowNs - g.pace.DueNs()
		g.record.LateMaxNs = max(g.record.LateMaxNs, lateNs)
		m.Lateness.Observe(lateNs)
	}
	if c.lastNs == 0 {
		m.First(nowNs - g.record.ReceivedNs)
	} else {
		m.Gap(g.stream, nowNs-c.lastNs)
	}
	c.lastNs = nowNs
	g.wroteToken(nowNs)
}

func (g *generation) wroteToken(nowNs int64) {
	if g.firstNs == 0 {
		g.firstNs = nowNs
	}
	g.lastNs = nowNs
}

func (g *generation) collect(c *choice, tokens int) {
	g.wroteToken(clock.NowNs())
	for range tokens {
		if c.inReasoning() {
			c.whole.reasoning = c.appendToken(c.whole.reasoning)
		} else {
			c.whole.answer = c.appendToken(c.whole.answer)
		}
	}
}

// tookBytes is called when a full socket takes bytes again: chunks that waited leave only now.
func (g *generation) tookBytes(nowNs int64) {
	if g.unsentAt < 0 {
		return
	}
	for i := g.unsentAt; i < len(g.record.TokenNs); i++ {
		g.record.TokenNs[i] = nowNs
	}
	g.unsentAt = -1
}

// unblocked goes on after a full socket.
func (g *generation) unblocked() {
	if g.blocked {
		g.blocked = false
		g.step()
	}
}

// interrupted plays the faults that strike after a number of chunks.
func (g *generation) interrupted() bool {
	faults := &g.script.Faults
	struck := func(after int) bool { return after != fault.Never && g.chunks >= after }
	switch {
	case struck(faults.CutAfter):
		g.end("cut")
		g.conn.close()
	case struck(faults.ResetAfter):
		reset(g.conn.fd)
		g.end("cut")
		g.conn.close()
	case struck(faults.FreezeAfter):
		// Nothing more is ever due; the slot stays taken until the client leaves.
	case struck(faults.ErrorEventAfter):
		g.finishWithError()
	default:
		if struck(faults.GarbageAfter) && !g.garbled && g.stream {
			g.garbled = true
			g.conn.write(g.appendGarbage(g.server.out[:0]))
		}
		return false
	}
	return true
}
