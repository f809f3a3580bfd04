package stream

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"dyno/k6/extension/chunk"
	"dyno/k6/extension/instant"
)

// stop is why the client itself ended a request.
type stop uint8

const (
	notStopped stop = iota
	timedOut
	cancelled
)

// settle judges a request whose connection has nothing more to say. err is what
// ended it, nil when the response came whole.
func (e *exchange) settle(err error, why stop, endUs int64) {
	e.End = endUs
	e.Status = e.response.Status
	if err == nil && e.Status == 200 && !e.response.EventStream {
		e.readWholeAnswer()
	}
	e.Choices = e.choices.seen
	e.Finish = e.choices.finish
	e.Outcome, e.Error = e.judge(err, why)
	e.Error = redact(e.Error, e.options.Target.key)
}

// judge applies the definition of success; the order of the cases is the rule
// which of several failures is named.
func (e *exchange) judge(err error, why stop) (Outcome, string) {
	streamed := e.response.HeadersDone && e.response.EventStream
	switch {
	case e.response.HeadersDone && e.Status != 200:
		return HTTPError, e.errorBody()
	case e.choices.failure != "":
		return StreamError, e.choices.failure
	case e.protocolError != nil:
		return e.broken(e.protocolError.Error())
	case e.succeeded(streamed):
		return OK, ""
	case why == cancelled:
		return InFlightAtStop, "cancelled at the end of the test"
	case why == timedOut:
		return Timeout, "no complete answer within the request timeout"
	case e.choices.bad == "abort":
		return Aborted, "the server aborted the request (finish_reason abort)"
	case e.choices.bad != "":
		return StreamError, fmt.Sprintf("finish_reason %q is no success", e.choices.bad)
	case !e.response.HeadersDone:
		return HTTPError, "no response: " + endText(err)
	case streamed || err != nil:
		return Incomplete, e.missing(err)
	}
	return StreamError, "the answer has no finished choices: " + excerpt(e.body)
}

// succeeded: the answer itself is whole. Whether the connection then ended the way
// HTTP asks for does not matter.
func (e *exchange) succeeded(streamed bool) bool {
	needsDone := streamed && !e.options.EndsWithoutDone
	whole := e.doneSeen || !needsDone && e.response.Done()
	return whole && e.choices.complete() && e.choices.bad == ""
}

// broken names a response that could not be understood.
func (e *exchange) broken(text string) (Outcome, string) {
	if e.response.HeadersDone {
		return StreamError, text
	}
	return HTTPError, text
}

func (e *exchange) errorBody() string {
	if len(e.body) == 0 {
		return fmt.Sprintf("HTTP %d with an empty body", e.Status)
	}
	return excerpt(e.body)
}

// missing says what a cut stream lacks.
func (e *exchange) missing(err error) string {
	what := "[DONE]"
	if e.options.EndsWithoutDone {
		what = "the last HTTP chunk"
	}
	if !e.choices.complete() {
		what = fmt.Sprintf("finish_reason for %d of %d choices", e.choices.expected-e.choices.finished, e.choices.expected)
	}
	return "the stream ended without " + what + ": " + endText(err)
}

func endText(err error) string {
	switch {
	case err == nil:
		return "the response ended"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the server closed the connection"
	}
	return err.Error()
}

// readWholeAnswer reads an answer that was not streamed: its tokens have no
// instants, so firstToken and the rest stay unknown.
func (e *exchange) readWholeAnswer() {
	body := bytes.TrimSpace(e.body)
	if err := chunk.Scan(body, &e.chunk); err != nil {
		e.choices.fail(err.Error() + ": " + excerpt(body))
		return
	}
	if e.chunk.Failed {
		e.choices.fail(excerpt(body))
		return
	}
	if e.chunk.HasUsage {
		e.Usage = e.chunk.Usage
	}
	for i := range e.chunk.Choices {
		c := &e.chunk.Choices[i]
		e.choices.take(c)
		if e.options.KeepAnswer && c.Index == 0 {
			e.Answer = append(e.Answer, c.Text...)
		}
	}
}

// reusable: the response left its connection as it should.
func (e *exchange) reusable() bool {
	return e.protocolError == nil && !e.leftover && e.response.Done() && e.response.KeepAlive
}

// failConnect is the result of a request that found no connection.
func (e *exchange) failConnect(err error, why stop, endUs int64) {
	e.Connected, e.End = instant.Never, endUs
	switch why {
	case cancelled:
		e.Outcome, e.Error = InFlightAtStop, "cancelled while connecting"
	case timedOut:
		e.Outcome, e.Error = Timeout, "no connection within the request timeout"
	default:
		e.Outcome, e.Error = HTTPError, "no connection: "+err.Error()
	}
}
