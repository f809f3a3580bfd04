package truth

import (
	"strconv"

	"dyno/sim/text"
)

// Record is what really happened to one generation request. Instants are
// CLOCK_MONOTONIC in nanoseconds; 0 stands for "never" and is written as null.
type Record struct {
	ID           string
	ReceivedNs   int64  // the complete request arrived
	ReceivedFrom string // "kernel": its receive stamp; "read": after the read
	StartedNs    int64  // got a slot (equals ReceivedNs without queueing)
	HeadersNs    int64
	FirstDueNs   int64 // when the script wanted the first token
	EndNs        int64
	TokenNs      []int64 // just before the write of each token-bearing chunk
	LateMaxNs    int64   // largest lateness of a chunk behind its due time
	BlockedSends int     // chunks that were due while the socket was full: a slow reader
	PromptTokens int
	Tokens       int
	Status       int
	Outcome      string
	WallOffsetNs int64
}

func (r *Record) appendTo(dst []byte) []byte {
	dst = append(dst, `{"id":"`...)
	dst = text.AppendEscaped(dst, []byte(r.ID))
	dst = append(dst, '"')
	first, last := int64(0), int64(0)
	if n := len(r.TokenNs); n > 0 {
		first, last = r.TokenNs[0], r.TokenNs[n-1]
	}
	dst = appendInstant(dst, "receivedNs", r.ReceivedNs)
	dst = append(append(append(dst, `,"receivedFrom":"`...), r.ReceivedFrom...), '"')
	dst = appendInstant(dst, "startedNs", r.StartedNs)
	dst = appendInstant(dst, "headersNs", r.HeadersNs)
	dst = appendInstant(dst, "firstDueNs", r.FirstDueNs)
	dst = appendInstant(dst, "firstTokenNs", first)
	dst = appendInstant(dst, "lastTokenNs", last)
	dst = appendInstant(dst, "endNs", r.EndNs)
	dst = append(dst, `,"tokenNs":[`...)
	for i, ns := range r.TokenNs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, ns, 10)
	}
	dst = append(dst, ']')
	dst = appendCount(dst, "chunks", int64(len(r.TokenNs)))
	dst = appendCount(dst, "tokens", int64(r.Tokens))
	dst = appendCount(dst, "promptTokens", int64(r.PromptTokens))
	dst = appendCount(dst, "lateMaxNs", r.LateMaxNs)
	dst = appendCount(dst, "blockedSends", int64(r.BlockedSends))
	dst = appendCount(dst, "status", int64(r.Status))
	dst = append(append(append(dst, `,"outcome":"`...), r.Outcome...), `","t":"CLOCK_MONOTONIC"`...)
	dst = appendCount(dst, "wallOffsetNs", r.WallOffsetNs)
	return append(dst, "}\n"...)
}

func appendInstant(dst []byte, name string, ns int64) []byte {
	if ns == 0 {
		return append(append(append(dst, `,"`...), name...), `":null`...)
	}
	return appendCount(dst, name, ns)
}

func appendCount(dst []byte, name string, n int64) []byte {
	dst = append(append(append(dst, `,"`...), name...), `":`...)
	return strconv.AppendInt(dst, n, 10)
}
