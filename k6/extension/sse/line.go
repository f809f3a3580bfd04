package sse

import "bytes"

var byteOrderMark = []byte("\xef\xbb\xbf")

// takeLine handles one line without its end. rest is what follows it in the same
// slice; the count of bytes of rest that were used up is returned.
func (r *Reader) takeLine(line, rest []byte) (int, error) {
	if !r.started {
		r.started = true
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	if len(line) == 0 {
		r.dispatch()
		return 0, nil
	}
	field, value := cut(line)
	switch string(field) {
	case "data":
		if !r.hasData && len(r.event) == 0 {
			// The usual case: a one-line event whose blank line is already here.
			if n := blankLine(rest); n > 0 {
				r.handle(nil, value)
				return n, nil
			}
		}
		return 0, r.addData(value)
	case "event":
		r.event = append(r.event[:0], value...)
	}
	return 0, nil
}

// blankLine returns the length of the blank line at the start of p, 0 if there
// is none or if it can't be told yet.
func blankLine(p []byte) int {
	if len(p) >= 1 && p[0] == '\n' {
		return 1
	}
	if len(p) >= 2 && p[0] == '\r' && p[1] == '\n' {
		return 2
	}
	return 0
}

// cut splits "field: value" and drops the one space that may follow the colon. A
// comment has an empty field.
func cut(line []byte) (field, value []byte) {
	colon := bytes.IndexByte(line, ':')
	if colon < 0 {
		return line, nil
	}
	field, value = line[:colon], line[colon+1:]
	if len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	return field, value
}

func (r *Reader) addData(value []byte) error {
	if len(r.data)+len(value)+1 > MaxEventBytes {
		return ErrTooLong
	}
	if r.hasData {
		r.data = append(r.data, '\n')
	}
	r.data = append(r.data, value...)
	r.hasData = true
	return nil
}

func (r *Reader) dispatch() {
	if r.hasData {
		r.handle(r.event, r.data)
	}
	r.data, r.event, r.hasData = r.data[:0], r.event[:0], false
}
