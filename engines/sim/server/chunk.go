package server

import (
	"strconv"

	"dyno/sim/personality"
	"dyno/sim/text"
)

const (
	eventStart = "data: "
	eventEnd   = "\n\n"
)

func appendHex(dst []byte, n uint64) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, digits[n>>shift&0xf])
	}
	return dst
}

// bind fills in what stays the same in all chunks of this answer.
func (g *generation) bind() {
	g.constant = map[personality.Slot][]byte{
		personality.ID: g.id, personality.Created: g.created, personality.Model: text.AppendEscaped(nil, []byte(g.echo)),
	}
	if !g.continuousUsage {
		g.constant[personality.ChunkUsage] = []byte(g.voice.NoChunkUsage)
	}
	if !g.stream {
		return
	}
	g.content = g.voice.content.Bind(g.constant)
	if g.script.ReasoningTokens > 0 {
		g.reasoning = g.voice.reasoning.Bind(g.constant)
	}
}

// appendChunk appends the event with the next tokens of a choice; it does not allocate, but for the last one.
func (g *generation) appendChunk(dst []byte, c *choice, tokens int) []byte {
	template := g.content
	if c.inReasoning() {
		template = g.reasoning
	}
	if c.written+tokens >= c.tokens {
		if last := g.last(c, c.inReasoning()); last != nil {
			template = last
		}
	}
	return g.appendFilled(dst, template, c, tokens)
}

// appendFilled appends a template as an event.
func (g *generation) appendFilled(dst []byte, t personality.Template, c *choice, tokens int) []byte {
	dst = append(g.frame.Begin(dst), eventStart...)
	dst = append(g.fill(dst, t, c, tokens), eventEnd...)
	return g.frame.End(dst)
}

// fill writes a template. Slots of a choice are only in templates that are filled for one.
func (g *generation) fill(dst []byte, t personality.Template, c *choice, tokens int) []byte {
	for i := range t {
		dst = append(dst, t[i].Bytes...)
		switch t[i].Slot {
		case personality.None:
		case personality.Index:
			dst = strconv.AppendInt(dst, int64(c.index), 10)
		case personality.Text:
			for range tokens {
				dst = c.appendToken(dst)
			}
		default:
			dst = g.fillRare(dst, t[i].Slot, c)
		}
	}
	return dst
}

// fillRare writes the slots that only a few events have.
func (g *generation) fillRare(dst []byte, slot personality.Slot, c *choice) []byte {
	switch slot {
	case personality.Finish:
		return append(dst, g.finishReason(c)...)
	case personality.ChunkUsage:
		if !g.continuousUsage {
			break
		}
		spent := personality.Spent{Prompt: c.promptTokens, Completion: c.written, Reasoning: min(c.reasoning, c.written), Part: true, Chat: g.voice.chat}
		return g.server.speaks.Usage(append(dst, `,"usage":`...), spent)
	case personality.Usage:
		if g.script.Faults.NoUsage {
			return append(dst, "null"...)
		}
		return g.server.speaks.Usage(dst, g.spent())
	case personality.Completion:
		return strconv.AppendInt(dst, int64(g.record.Tokens), 10)
	case personality.Tail:
		if g.tailHere && g.server.speaks.Tail != nil {
			return g.server.speaks.Tail(dst, g.spent())
		}
		return dst
	case personality.Choices:
		for i := range g.choices {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = g.appendWholeChoice(dst, &g.choices[i])
		}
		return dst
	}
	return append(dst, g.constant[slot]...)
}

func (g *generation) finishReason(c *choice) string {
	if g.script.Faults.AbortFinish {
		return "abort"
	}
	return c.finish
}

// appendEvent appends any event.
func (g *generation) appendEvent(dst []byte, data string) []byte {
	dst = append(g.frame.Begin(dst), eventStart...)
	dst = append(append(dst, data...), eventEnd...)
	return g.frame.End(dst)
}

// appendDone ends a stream, where the engine says so.
func (g *generation) appendDone(dst []byte) []byte {
	if g.server.style.NoDone {
		return dst
	}
	return g.appendEvent(dst, "[DONE]")
}

// appendGarbage appends an event that is no JSON.
func (g *generation) appendGarbage(dst []byte) []byte {
	return g.appendEvent(dst, `{"id":"garbage","choices":[{"index":0,"delta":{"content":"cut in the mid`)
}
