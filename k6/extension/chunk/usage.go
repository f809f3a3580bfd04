package chunk

// usage reads the "usage" object; false when it is null or not an object.
func (s *scanner) usage(u *Usage) bool {
	if s.peek() != '{' {
		s.skip()
		return false
	}
	*u = Usage{Input: -1, Output: -1, Reasoning: -1, Cached: -1}
	nested, flat := int64(-1), int64(-1)
	for s.object(); s.nextKey(); {
		switch string(s.key) {
		case "prompt_tokens":
			u.Input = s.integer()
		case "completion_tokens":
			u.Output = s.integer()
		case "reasoning_tokens": // SGLang puts it at this level
			flat = s.integer()
		case "completion_tokens_details":
			nested = s.member("reasoning_tokens")
		case "prompt_tokens_details":
			u.Cached = s.member("cached_tokens")
		default:
			s.skip()
		}
	}
	u.Reasoning = nested
	if nested < 0 {
		u.Reasoning = flat
	}
	return true
}

// member reads one integer member of an object; -1 when it is not there.
func (s *scanner) member(name string) int64 {
	found := int64(-1)
	if s.peek() != '{' {
		s.skip()
		return found
	}
	for s.object(); s.nextKey(); {
		if string(s.key) == name {
			found = s.integer()
		} else {
			s.skip()
		}
	}
	return found
}

// integer reads a number that is a non-negative integer of at most 15 digits;
// anything else is skipped and -1.
func (s *scanner) integer() int64 {
	start := s.i
	s.skip()
	digits := s.p[start:s.i]
	if len(digits) == 0 || len(digits) > 15 {
		return -1
	}
	n := int64(0)
	for _, c := range digits {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	return n
}
