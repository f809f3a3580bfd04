package chunk

import "errors"

// ErrNotJSON says that a payload is no JSON text.
var ErrNotJSON = errors.New("payload is not valid JSON")

// maxDepth is the nesting limit of encoding/json.
const maxDepth = 10000

// scanner walks one JSON text. After a failure it stands at the end and every
// method is a no-op, so that callers need no error checks between steps.
type scanner struct {
	p      []byte
	i      int
	depth  int
	failed bool
	first  bool   // the next member or element is the first of its container
	key    []byte // of the member that nextKey came to
}

func (s *scanner) fail() {
	s.failed, s.i = true, len(s.p)
}

// peek returns the byte at the position, 0 at the end.
func (s *scanner) peek() byte {
	if s.i < len(s.p) {
		return s.p[s.i]
	}
	return 0
}

func (s *scanner) space() {
	for s.i < len(s.p) {
		switch s.p[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

// end is called after the outermost value: only white space may follow.
func (s *scanner) end() error {
	s.space()
	if s.failed || s.i != len(s.p) {
		return ErrNotJSON
	}
	return nil
}

// object steps into an object, array into an array; peek has seen the bracket.
func (s *scanner) object() { s.open() }
func (s *scanner) array()  { s.open() }

func (s *scanner) open() {
	s.i++
	s.depth++
	s.first = true
	if s.depth > maxDepth {
		s.fail()
	}
}

// nextKey moves to the value of the next member; false after the last one.
func (s *scanner) nextKey() bool {
	if !s.next('}') {
		return false
	}
	if s.peek() != '"' {
		s.fail()
		return false
	}
	s.key = s.plainKey()
	s.space()
	if s.peek() != ':' {
		s.fail()
		return false
	}
	s.i++
	s.space()
	return true
}

// nextElement moves to the next element; false after the last one.
func (s *scanner) nextElement() bool { return s.next(']') }

func (s *scanner) next(closing byte) bool {
	first := s.first
	s.first = false
	s.space()
	switch c := s.peek(); {
	case s.failed:
		return false
	case c == closing:
		s.i++
		s.depth--
		return false
	case first:
		return true
	case c == ',':
		s.i++
		s.space()
		return true
	}
	s.fail()
	return false
}
