package server

import (
	"unicode/utf8"

	"dyno/sim/schema"
	"dyno/sim/script"
	"dyno/sim/text"
)

// choice is one answer of a request: a text or a JSON value, token by token.
type choice struct {
	index     int
	tokens    int // all that it will write, reasoning included
	reasoning int // the first of them
	written   int
	finish    string // "stop" or "length"
	lastNs    int64  // its last chunk

	promptTokens int

	english text.English
	answer  []byte // the JSON value, nil for text
	ends    []int  // where each of its tokens ends
	whole   wholeText
}

// wholeText collects what a request without streaming is answered with.
type wholeText struct{ reasoning, answer []byte }

// longestPieceBytes bounds the tokens that JSON is cut into; English tokenizers give about four bytes a token.
const longestPieceBytes = 6

func newChoice(index int, seed uint64, s *script.Script, limits script.Limits, answer *schema.Schema) choice {
	rng := text.NewRNG(seed)
	c := choice{index: index, reasoning: s.ReasoningTokens, english: text.NewEnglish(rng.Uint64())}
	drawn := s.Length.Draw(&rng)
	if answer != nil {
		c.answer = answer.Generate(rng.Uint64())
		c.ends = cutIntoTokens(c.answer, &rng)
		drawn = len(c.ends)
		// A grammar ends the answer, whatever the least length asked for.
		limits.MinTokens = 0
	}
	c.tokens, c.finish = limits.Cut(drawn + c.reasoning)
	c.reasoning = min(c.reasoning, c.tokens)
	return c
}

func cutIntoTokens(answer []byte, rng *text.RNG) (ends []int) {
	for end := 0; end < len(answer); {
		end = min(end+1+rng.Intn(longestPieceBytes), len(answer))
		for end < len(answer) && !utf8.RuneStart(answer[end]) {
			end++
		}
		ends = append(ends, end)
	}
	return ends
}

func (c *choice) done() bool { return c.written == c.tokens }

// inReasoning says whether the next token belongs to the reasoning.
func (c *choice) inReasoning() bool { return c.written < c.reasoning }

// appendToken appends the next token, escaped for JSON. After a JSON answer
// (ignore_eos) the text goes on without rules, as real engines do.
func (c *choice) appendToken(dst []byte) []byte {
	place := c.written - c.reasoning
	c.written++
	if place < 0 || place >= len(c.ends) {
		return c.english.AppendToken(dst)
	}
	start := 0
	if place > 0 {
		start = c.ends[place-1]
	}
	return text.AppendEscaped(dst, c.answer[start:c.ends[place]])
}
