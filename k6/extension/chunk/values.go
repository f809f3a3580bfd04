package chunk

import "encoding/json"

// skip passes over one value of any kind.
func (s *scanner) skip() {
	switch s.peek() {
	case '{':
		for s.object(); s.nextKey(); {
			s.skip()
		}
	case '[':
		for s.array(); s.nextElement(); {
			s.skip()
		}
	case '"':
		s.str()
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	case 'n':
		s.literal("null")
	default:
		s.number()
	}
}

// stringOrSkip returns the content of a string with its escapes left in place,
// nil for any other value.
func (s *scanner) stringOrSkip() []byte {
	if s.peek() == '"' {
		return s.str()
	}
	s.skip()
	return nil
}

// nonEmptyArray passes over a value and says whether it was an array with elements.
func (s *scanner) nonEmptyArray() bool {
	if s.peek() != '[' {
		s.skip()
		return false
	}
	found := false
	for s.array(); s.nextElement(); {
		found = true
		s.skip()
	}
	return found
}

// plainKey reads a key; the rare one with escapes is decoded by encoding/json.
func (s *scanner) plainKey() []byte {
	start := s.i
	key := s.str()
	for _, c := range key {
		if c == '\\' {
			var plain string
			if json.Unmarshal(s.p[start:s.i], &plain) != nil {
				s.fail()
			}
			return []byte(plain)
		}
	}
	return key
}

func (s *scanner) literal(word string) {
	if len(s.p)-s.i < len(word) || string(s.p[s.i:s.i+len(word)]) != word {
		s.fail()
		return
	}
	s.i += len(word)
}

// str passes over a string and returns what is between its quotes.
func (s *scanner) str() []byte {
	start := s.i + 1
	for i := start; i < len(s.p); i++ {
		switch c := s.p[i]; {
		case c == '"':
			s.i = i + 1
			return s.p[start:i]
		case c == '\\':
			n := escapeLength(s.p[i+1:])
			if n == 0 {
				s.fail()
				return nil
			}
			i += n
		case c < 0x20:
			s.fail()
			return nil
		}
	}
	s.fail()
	return nil
}

// escapeLength is the length of the escape behind a backslash, 0 if it is wrong.
func escapeLength(p []byte) int {
	if len(p) == 0 {
		return 0
	}
	switch p[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(p) < 5 {
			return 0
		}
		for _, c := range p[1:5] {
			if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return 0
			}
		}
		return 5
	}
	return 0
}

// number passes over a number in the grammar of JSON.
func (s *scanner) number() {
	if s.peek() == '-' {
		s.i++
	}
	if s.peek() == '0' {
		s.i++
	} else if !s.digits() {
		return
	}
	if s.peek() == '.' {
		s.i++
		if !s.digits() {
			return
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.i++
		if c := s.peek(); c == '+' || c == '-' {
			s.i++
		}
		s.digits()
	}
}

// digits passes over at least one digit; it fails where there is none.
func (s *scanner) digits() bool {
	start := s.i
	for s.i < len(s.p) && s.p[s.i] >= '0' && s.p[s.i] <= '9' {
		s.i++
	}
	if s.i == start {
		s.fail()
		return false
	}
	return true
}
