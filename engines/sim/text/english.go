package text

// English is an endless text of short sentences; one token is one word with
// the space before it and the full stop after the last one. The words are plain
// ASCII letters, so they need no escaping in JSON.
type English struct {
	rng      RNG
	sentence [][]string
	place    int
	begun    bool
}

// NewEnglish starts the text of a seed.
func NewEnglish(seed uint64) English { return English{rng: NewRNG(seed)} }

// AppendToken appends the next token.
func (e *English) AppendToken(dst []byte) []byte {
	first := e.place == len(e.sentence)
	if first {
		e.sentence, e.place = sentences[e.rng.Intn(len(sentences))], 0
	}
	kind := e.sentence[e.place]
	e.place++
	if e.begun {
		dst = append(dst, ' ')
	}
	e.begun = true
	at := len(dst)
	dst = append(dst, kind[e.rng.Intn(len(kind))]...)
	if first {
		dst[at] -= 'a' - 'A'
	}
	if e.place == len(e.sentence) {
		dst = append(dst, '.')
	}
	return dst
}
