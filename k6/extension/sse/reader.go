// Package sse reads a Server-Sent Events stream from byte slices of any size.
package sse

import (
	"bytes"
	"errors"
)

// MaxEventBytes is the longest line, and the longest data of one event, that is
// accepted: a server that never ends a line must not eat the client's memory.
const MaxEventBytes = 4 << 20

// ErrTooLong says that a line or an event grew beyond MaxEventBytes.
var ErrTooLong = errors.New("sse: line or event longer than 4 MiB")

// Handler takes one event: its type ("" when the stream named none) and its
// data. Both slices are valid only during the call.
type Handler func(event, data []byte)

// Reader is an incremental parser of the WHATWG event stream format: LF, CRLF
// and CR line ends, comments, multi-line data, input split anywhere. Events that
// lie whole in the fed slice are handed over without a copy; nothing is
// allocated per event once the buffers have grown.
type Reader struct {
	handle  Handler
	line    []byte // a line begun in an earlier slice
	data    []byte // data of an event that spans lines or slices
	event   []byte
	hasData bool
	skipLF  bool // the last slice ended in CR: an LF that follows belongs to it
	started bool // the byte order mark can no longer come
}

// NewReader returns a Reader that gives each event to handle.
func NewReader(handle Handler) *Reader { return &Reader{handle: handle} }

// Reset makes the reader ready for another stream and keeps its buffers.
func (r *Reader) Reset() {
	r.line, r.data, r.event = r.line[:0], r.data[:0], r.event[:0]
	r.hasData, r.skipLF, r.started = false, false, false
}

// Feed parses the next bytes of the stream. An event that is still open when the
// stream ends is dropped, as the format says: it was cut.
func (r *Reader) Feed(p []byte) error {
	for len(p) > 0 {
		if r.skipLF {
			r.skipLF = false
			if p[0] == '\n' {
				p = p[1:]
				continue
			}
		}
		end := lineEnd(p)
		if end < 0 {
			return r.keep(p)
		}
		line := p[:end]
		if len(r.line) > 0 {
			if err := r.keep(line); err != nil {
				return err
			}
			line = r.line
		}
		rest := p[end+1:]
		if p[end] == '\r' {
			if len(rest) == 0 {
				r.skipLF = true
			} else if rest[0] == '\n' {
				rest = rest[1:]
			}
		}
		consumed, err := r.takeLine(line, rest)
		if err != nil {
			return err
		}
		r.line = r.line[:0]
		p = rest[consumed:]
	}
	return nil
}

// lineEnd finds the first CR or LF. LF is searched first because it is what
// servers send: the search for CR then only runs over one line.
func lineEnd(p []byte) int {
	lf := bytes.IndexByte(p, '\n')
	if lf >= 0 {
		p = p[:lf]
	}
	if cr := bytes.IndexByte(p, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

func (r *Reader) keep(p []byte) error {
	if len(r.line)+len(p) > MaxEventBytes {
		return ErrTooLong
	}
	r.line = append(r.line, p...)
	return nil
}
