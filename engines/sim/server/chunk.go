package server

import (
	"strconv"

	"dyno/sim/text"
)

const (
	eventStart  = "data: "
	eventEnd    = "\n\n"
	afterFinish = `}]}` + eventEnd
)

// appendEnvelope appends the fields that all chunks of a request share.
func appendEnvelope(dst, id []byte, object string, createdUnix int64, model string) []byte {
	dst = append(append(dst, `{"id":"`...), id...)
	dst = append(append(dst, `","object":"`...), object...)
	dst = strconv.AppendInt(append(dst, `","created":`...), createdUnix, 10)
	dst = text.AppendEscaped(append(dst, `,"model":"`...), []byte(model))
	return append(dst, `",`...)
}

func appendHex(dst []byte, n uint64) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, digits[n>>shift&0xf])
	}
	return dst
}

// appendRole appends the chunk that only says who speaks: no token.
func (g *generation) appendRole(dst []byte) []byte {
	dst = append(g.frame.Begin(dst), eventStart...)
	dst = append(dst, g.envelope...)
	dst = append(dst, `"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null`+afterFinish...)
	return g.frame.End(dst)
}

// appendChunk appends the event with the next tokens of a choice; it does not allocate.
func (g *generation) appendChunk(dst []byte, c *choice, tokens int) []byte {
	dst = append(g.frame.Begin(dst), eventStart...)
	dst = append(dst, g.envelope...)
	dst = strconv.AppendInt(append(dst, `"choices":[{"index":`...), int64(c.index), 10)
	if c.inReasoning() {
		dst = append(dst, `,"delta":{"`...)
		dst = append(dst, g.server.options.ReasoningField...)
		dst = append(dst, `":"`...)
	} else {
		dst = append(dst, g.api.openText...)
	}
	for range tokens {
		dst = c.appendToken(dst)
	}
	dst = append(dst, g.api.closeText...)
	finishHere := c.done() && g.server.options.FinishChunk == "with-last"
	dst = append(g.appendFinish(dst, c, finishHere), afterFinish...)
	return g.frame.End(dst)
}

// appendOwnFinish appends the empty chunk that carries the finish reason in servers such as llama.cpp.
func (g *generation) appendOwnFinish(dst []byte, c *choice) []byte {
	dst = append(g.frame.Begin(dst), eventStart...)
	dst = append(dst, g.envelope...)
	dst = strconv.AppendInt(append(dst, `"choices":[{"index":`...), int64(c.index), 10)
	if g.api.hasRole {
		dst = append(dst, `,"delta":{}`...)
	} else {
		dst = append(dst, `,"text":""`...)
	}
	dst = append(g.appendFinish(dst, c, true), afterFinish...)
	return g.frame.End(dst)
}

func (g *generation) appendFinish(dst []byte, c *choice, finished bool) []byte {
	if !finished {
		return append(dst, `,"logprobs":null,"finish_reason":null`...)
	}
	dst = append(dst, `,"logprobs":null,"finish_reason":"`...)
	return append(append(dst, g.finishReason(c)...), '"')
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

// appendGarbage appends an event that is no JSON.
func (g *generation) appendGarbage(dst []byte) []byte {
	return g.appendEvent(dst, `{"id":"garbage","choices":[{"index":0,"delta":{"content":"cut in the mid`)
}
