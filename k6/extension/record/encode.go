// Package record writes what was measured: one JSON line per request, progress
// lines, and the client's report about itself.
package record

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"dyno/k6/extension/instant"
	"dyno/k6/extension/receive"
	"dyno/k6/extension/stream"
)

// Request names the request that a record is about.
type Request struct {
	ID         string
	Seq        int
	VU         int // which of the places for a request in flight, from 1
	IntendedUs *int64
}

// Append appends the record of one request as a JSON line. Instants become offsets
// from t0Us; what is unknown becomes null.
func Append(dst []byte, q Request, r *stream.Result, t0Us int64, keepAnswer bool) []byte {
	e := encoder{dst, t0Us}
	e.text(`{"id":`, q.ID)
	e.number(`,"seq":`, int64(q.Seq))
	e.number(`,"vu":`, int64(q.VU))
	e.optional(`,"intendedUs":`, q.IntendedUs)
	e.instants(r)
	e.text(`,"outcome":`, string(r.Outcome))
	e.unless(r.Status == 0, `,"status":`, int64(r.Status))
	e.textOrNull(`,"finishReason":`, r.Finish)
	e.textOrNull(`,"error":`, r.Error)
	e.unless(r.Usage.Input < 0, `,"inputTokens":`, r.Usage.Input)
	e.unless(r.Usage.Output < 0, `,"outputTokens":`, r.Usage.Output)
	e.unless(r.Usage.Reasoning < 0, `,"reasoningTokens":`, r.Usage.Reasoning)
	e.unless(r.Usage.Cached < 0, `,"cachedTokens":`, r.Usage.Cached)
	e.number(`,"events":`, int64(r.Events))
	e.number(`,"chunks":`, int64(r.Chunks))
	e.number(`,"emptyChunks":`, int64(r.EmptyChunks))
	e.number(`,"choices":`, int64(r.Choices))
	e.gaps(r.GapsUs)
	e.reading(r)
	e.answer(r.Answer, keepAnswer)
	return append(e.dst, "}\n"...)
}

type encoder struct {
	dst  []byte
	t0Us int64
}

func (e *encoder) instants(r *stream.Result) {
	e.instant(`,"connectStartUs":`, r.ConnectStart)
	e.instant(`,"connectedUs":`, r.Connected)
	e.instant(`,"sentUs":`, r.Sent)
	e.instant(`,"headersUs":`, r.Headers)
	e.instant(`,"firstEventUs":`, r.FirstEvent)
	e.instant(`,"firstTokenUs":`, r.FirstToken)
	e.instant(`,"firstAnswerUs":`, r.FirstAnswer)
	e.instant(`,"lastTokenUs":`, r.LastToken)
	e.instant(`,"endUs":`, r.End)
}

// reading says how well the client read this answer.
func (e *encoder) reading(r *stream.Result) {
	e.number(`,"reads":`, int64(r.Reads))
	e.number(`,"coalescedReads":`, int64(r.CoalescedReads))
	e.unless(r.LagMaxNs == receive.NoLag, `,"lagMaxUs":`, r.LagMaxNs/1000)
	clock := "read"
	if r.KernelClock && r.Reads > 0 {
		clock = "kernel"
	}
	e.text(`,"clock":`, clock)
	e.dst = append(e.dst, `,"reused":`...)
	e.dst = strconv.AppendBool(e.dst, r.Reused)
	e.number(`,"requestBytes":`, int64(r.RequestBytes))
	e.number(`,"responseBytes":`, r.ResponseBytes)
}

func (e *encoder) gaps(gapsUs []uint32) {
	e.dst = append(e.dst, `,"gapsUs":[`...)
	for i, gap := range gapsUs {
		if i > 0 {
			e.dst = append(e.dst, ',')
		}
		e.dst = strconv.AppendUint(e.dst, uint64(gap), 10)
	}
	e.dst = append(e.dst, ']')
}

// answer is already the content of a JSON string; only bytes that are no UTF-8
// must go, since encoding/json-like scanners let them pass.
func (e *encoder) answer(content []byte, keep bool) {
	e.dst = append(e.dst, `,"answer":`...)
	if !keep {
		e.dst = append(e.dst, "null"...)
		return
	}
	if !utf8.Valid(content) {
		content = bytes.ToValidUTF8(content, []byte(`\ufffd`))
	}
	e.dst = append(e.dst, '"')
	e.dst = append(e.dst, content...)
	e.dst = append(e.dst, '"')
}

func (e *encoder) number(key string, n int64) {
	e.dst = append(e.dst, key...)
	e.dst = strconv.AppendInt(e.dst, n, 10)
}

func (e *encoder) null(key string) {
	e.dst = append(e.dst, key...)
	e.dst = append(e.dst, "null"...)
}

// unless writes null where the value is unknown.
func (e *encoder) unless(unknown bool, key string, n int64) {
	if unknown {
		e.null(key)
		return
	}
	e.number(key, n)
}

func (e *encoder) optional(key string, n *int64) {
	if n == nil {
		e.null(key)
		return
	}
	e.number(key, *n)
}

func (e *encoder) instant(key string, atUs int64) {
	e.unless(atUs == instant.Never, key, atUs-e.t0Us)
}

func (e *encoder) textOrNull(key, s string) {
	if s == "" {
		e.null(key)
		return
	}
	e.text(key, s)
}

// text writes a JSON string (RFC 8259, 7).
func (e *encoder) text(key, s string) {
	const hex = "0123456789abcdef"
	e.dst = append(e.dst, key...)
	e.dst = append(e.dst, '"')
	for _, r := range s { // invalid UTF-8 comes as U+FFFD
		switch {
		case r == '"' || r == '\\':
			e.dst = append(e.dst, '\\', byte(r))
		case r < 0x20:
			e.dst = append(e.dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			e.dst = utf8.AppendRune(e.dst, r)
		}
	}
	e.dst = append(e.dst, '"')
}
