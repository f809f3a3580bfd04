package nullserver

import (
	"bytes"
	"errors"
	"strconv"

	"dyno/k6/extension/receive"
)

// longestHead bounds what a client may send before the body.
const longestHead = 64 << 10

var errRequest = errors.New("no request that this server understands")

// request reads one request with a Content-Length and no more of it than is needed.
type request struct {
	head       []byte
	headDone   bool
	bodyLeft   int
	id         []byte // X-Request-Id
	receivedNs int64  // when its last byte arrived
	err        error
}

func (q *request) reset() { *q = request{head: q.head[:0], id: q.id[:0]} }

// Take is receive.Sink.
func (q *request) Take(p []byte, stamp receive.Stamp) (more bool) {
	q.receivedNs = stamp.AtNs
	if !q.headDone {
		q.head = append(q.head, p...)
		end := bytes.Index(q.head, []byte("\r\n\r\n"))
		if end < 0 {
			if len(q.head) > longestHead {
				q.err = errRequest
			}
			return q.err == nil
		}
		q.headDone = true
		p = q.head[end+4:]
		q.readHead(q.head[:end])
	}
	q.bodyLeft -= len(p)
	return q.err == nil && q.bodyLeft > 0
}

func (q *request) readHead(head []byte) {
	for line := range bytes.SplitSeq(head, []byte("\r\n")) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("content-length")):
			if q.bodyLeft, q.err = strconv.Atoi(string(value)); q.err != nil || q.bodyLeft < 0 {
				q.err = errRequest
			}
		case bytes.EqualFold(name, []byte("x-request-id")):
			q.id = append(q.id[:0], value...)
		}
	}
}
