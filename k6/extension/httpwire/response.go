// Package httpwire reads HTTP/1.1 responses from byte slices of any size and
// builds the bytes of requests. It does no input or output of its own, so that
// one parser serves blocking reads and an event loop alike.
package httpwire

import (
	"bytes"
	"errors"
	"io"
)

// maxHeadBytes bounds the status line, the headers and the trailers.
const maxHeadBytes = 256 << 10

// ErrMalformed says that the bytes are not an HTTP/1.x response.
var ErrMalformed = errors.New("malformed HTTP response")

// Body takes pieces of the message body in order, without transfer coding. A
// piece is valid only during the call.
type Body func(piece []byte) error

type state uint8

const (
	inStatusLine state = iota
	inHeaders
	inLengthBody
	inOpenBody // ends where the connection ends
	inChunkSize
	inChunkData
	inChunkEnd
	inTrailers
	done
)

// Response is an incremental parser of one response. The exported fields are
// valid once HeadersDone is true.
type Response struct {
	Status      int
	HeadersDone bool
	EventStream bool // Content-Type: text/event-stream
	KeepAlive   bool // the server does not say that it closes the connection

	state     state
	chunked   bool
	length    int64 // Content-Length, -1 without one
	remaining int64 // bytes left of the body or of the chunk
	line      []byte
	headBytes int
}

// Reset makes the parser ready for the next response and keeps its buffer.
func (r *Response) Reset() {
	*r = Response{line: r.line[:0], length: -1}
}

// Done is true when the whole response has been fed.
func (r *Response) Done() bool { return r.state == done }

// Begun is true when at least one byte of the response has been fed.
func (r *Response) Begun() bool { return r.headBytes > 0 || len(r.line) > 0 }

// Feed parses the next bytes, gives body pieces to body, and returns what is
// left behind the end of the response (normally nothing).
func (r *Response) Feed(p []byte, body Body) (rest []byte, err error) {
	for len(p) > 0 && r.state != done {
		switch r.state {
		case inLengthBody, inChunkData:
			p, err = r.feedCounted(p, body)
		case inOpenBody:
			err = body(p)
			p = nil
		default:
			p, err = r.feedLine(p)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// Finish is called where the connection ended.
func (r *Response) Finish() error {
	switch r.state {
	case done:
		return nil
	case inOpenBody:
		r.state = done
		return nil
	}
	return io.ErrUnexpectedEOF
}

func (r *Response) feedCounted(p []byte, body Body) ([]byte, error) {
	n := int64(len(p))
	if n > r.remaining {
		n = r.remaining
	}
	if err := body(p[:n]); err != nil {
		return p, err
	}
	r.remaining -= n
	if r.remaining == 0 {
		if r.state == inLengthBody {
			r.state = done
		} else {
			r.state = inChunkEnd
		}
	}
	return p[n:], nil
}

// feedLine takes one line of the head, of chunk framing or of the trailers.
func (r *Response) feedLine(p []byte) ([]byte, error) {
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		if len(r.line)+len(p) > maxHeadBytes {
			return p, ErrMalformed
		}
		r.line = append(r.line, p...)
		return nil, nil
	}
	line := p[:end]
	if len(r.line) > 0 {
		r.line = append(r.line, line...)
		line = r.line
	}
	err := r.takeLine(bytes.TrimSuffix(line, []byte("\r")))
	r.line = r.line[:0]
	return p[end+1:], err
}
