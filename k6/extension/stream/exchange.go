package stream

import (
	"bytes"
	"errors"

	"dyno/k6/extension/chunk"
	"dyno/k6/extension/httpwire"
	"dyno/k6/extension/instant"
	"dyno/k6/extension/receive"
	"dyno/k6/extension/sse"
)

// maxErrorBytes of an error body are kept for the record, maxAnswerBytes is the
// longest body of an answer that is not streamed.
const (
	maxErrorBytes  = 200
	maxAnswerBytes = 16 << 20
)

var errAnswerTooLong = errors.New("answer is longer than 16 MiB")

// exchange is the response side of one request: bytes with their instant in,
// Result out. It does no input or output of its own, so that whoever reads (a
// goroutine per connection, or one thread for all) can drive it.
type exchange struct {
	Result
	options *Options

	response httpwire.Response
	events   *sse.Reader
	body     []byte // error text, or an answer that is not streamed
	chunk    chunk.Chunk
	choices  choices
	onBody   httpwire.Body

	atUs          int64  // of what is being parsed
	lastUs        int64  // of the last byte of the read in hand
	read          uint64 // its number
	tokensInRead  int    // that share the instant of its last byte
	coalesced     bool   // there are several
	doneSeen      bool
	usageIsTotal  bool
	leftover      bool  // bytes came behind the response: don't reuse the connection
	protocolError error // what the server sent can't be understood
}

func newExchange(options *Options) *exchange {
	e := &exchange{options: options}
	e.events = sse.NewReader(e.takeEvent)
	e.onBody = e.takeBody
	return e
}

func (e *exchange) reset(expectedChoices int) {
	e.Result.reset()
	e.choices.reset(expectedChoices)
}

// begin is called just before the first byte of the request is written; a second
// time if the request must be sent again on a new connection.
func (e *exchange) begin(sentUs int64) {
	e.Sent, e.atUs, e.lastUs = sentUs, sentUs, sentUs
	e.response.Reset()
	e.events.Reset()
	e.body = e.body[:0]
	e.read, e.tokensInRead, e.coalesced = 0, 0, false
	e.doneSeen, e.usageIsTotal, e.leftover, e.protocolError = false, false, false, nil
}

// Take is receive.Sink.
func (e *exchange) Take(p []byte, stamp receive.Stamp) (more bool) {
	// Stamps of one connection rise, but a read without a stamp may be followed
	// by one whose stamp lies before that read's own time.
	e.lastUs = max(e.atUs, stamp.AtNs/1000)
	e.atUs = max(e.atUs, (stamp.AtNs-stamp.EarlierNs)/1000)
	e.ResponseBytes += int64(len(p))
	if stamp.Read != e.read {
		e.beginRead(stamp)
	}
	rest, err := e.response.Feed(p, e.onBody)
	e.leftover = len(rest) > 0
	if e.response.HeadersDone && e.Headers == instant.Never {
		e.Headers = e.atUs
	}
	e.protocolError = err
	e.atUs = e.lastUs
	return err == nil && !e.response.Done()
}

func (e *exchange) beginRead(stamp receive.Stamp) {
	e.read, e.tokensInRead, e.coalesced = stamp.Read, 0, false
	e.Reads++
	if stamp.LagNs == receive.NoLag {
		e.KernelClock = false
		return
	}
	e.options.Lags.Add(stamp.LagNs)
	e.LagMaxNs = max(e.LagMaxNs, stamp.LagNs)
}

func (e *exchange) takeBody(piece []byte) error {
	if e.Headers == instant.Never {
		e.Headers = e.atUs
	}
	if e.response.Status == 200 {
		if e.response.EventStream {
			return e.events.Feed(piece)
		}
		if len(e.body)+len(piece) > maxAnswerBytes {
			return errAnswerTooLong
		}
		e.body = append(e.body, piece...)
		return nil
	}
	if room := maxErrorBytes - len(e.body); room > 0 {
		e.body = append(e.body, piece[:min(room, len(piece))]...)
	}
	return nil
}

// takeEvent handles one server-sent event. Of several in one read, the first came
// with the first byte, and the others are known to have come by the last.
func (e *exchange) takeEvent(event, data []byte) {
	e.readEvent(event, data)
	e.atUs = e.lastUs
}

func (e *exchange) readEvent(event, data []byte) {
	if isDone(data) {
		e.doneSeen = true
		return
	}
	e.Events++
	if e.FirstEvent == instant.Never {
		e.FirstEvent = e.atUs
	}
	if err := chunk.Scan(data, &e.chunk); err != nil {
		e.choices.fail(err.Error() + ": " + excerpt(data))
		return
	}
	if e.chunk.Failed || string(event) == "error" {
		e.choices.fail(excerpt(data))
		return
	}
	if len(e.chunk.Choices) > 0 {
		e.takeChoices()
	}
	if e.chunk.HasUsage {
		e.takeUsage()
	}
}

// takeUsage tells a sum over the whole answer (a chunk without choices: vLLM,
// SGLang) from the counts of one prompt of a batch, on that prompt's chunk
// (llama.cpp).
func (e *exchange) takeUsage() {
	switch {
	case len(e.chunk.Choices) == 0:
		e.Usage, e.usageIsTotal = e.chunk.Usage, true
	case !e.usageIsTotal:
		e.Usage = e.choices.takeUsage(e.chunk.Choices[0].Index, e.chunk.Usage)
	}
}

func isDone(data []byte) bool {
	return len(data) < 16 && string(bytes.TrimSpace(data)) == "[DONE]"
}

func (e *exchange) takeChoices() {
	token, answer := false, false
	for i := range e.chunk.Choices {
		c := &e.chunk.Choices[i]
		token = token || c.Token
		answer = answer || c.Answer
		e.choices.take(c)
		if e.options.KeepAnswer && c.Index == 0 {
			e.Answer = append(e.Answer, c.Text...)
		}
	}
	if !token {
		e.EmptyChunks++
		return
	}
	e.takeToken()
	if answer && e.FirstAnswer == instant.Never {
		e.FirstAnswer = e.atUs
	}
}

// takeToken counts a token-bearing chunk that arrived with the read in hand.
func (e *exchange) takeToken() {
	e.Chunks++
	e.options.Chunks.Add(1)
	if e.atUs == e.lastUs { // else it came with the first byte, whose instant is its own
		e.tokensInRead++
	}
	if e.tokensInRead == 2 && !e.coalesced {
		e.coalesced = true
		e.CoalescedReads++
	}
	if e.FirstToken == instant.Never {
		e.FirstToken, e.LastToken = e.atUs, e.atUs
		return
	}
	e.GapsUs = append(e.GapsUs, uint32(e.atUs-e.LastToken))
	e.LastToken = e.atUs
}

// excerpt is the start of a payload for the record.
func excerpt(data []byte) string {
	return string(bytes.ToValidUTF8(data[:min(len(data), maxErrorBytes)], nil))
}
