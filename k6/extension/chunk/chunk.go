// Package chunk finds in one JSON payload of an OpenAI-style answer what the
// definitions of a token-bearing chunk need, without decoding the rest. It
// accepts exactly what encoding/json accepts.
package chunk

// Choice is what one element of "choices" said. Slices point into the payload.
type Choice struct {
	Index int
	// Token: non-empty content, reasoning, reasoning_content, text or a tool call.
	Token bool
	// Answer: as Token, but reasoning does not count.
	Answer bool
	// Finish is finish_reason, nil while it is null or absent.
	Finish []byte
	// Text is the JSON string content of content or text, escapes left in place,
	// so that pieces can be put one after another into a JSON string again.
	Text []byte
}

// Usage holds token counts of "usage"; -1 is unknown.
type Usage struct {
	Input, Output, Reasoning, Cached int64
}

// Plus adds two counts; what only one side knows stays as that side says.
func (u Usage) Plus(o Usage) Usage {
	return Usage{
		Input: plus(u.Input, o.Input), Output: plus(u.Output, o.Output),
		Reasoning: plus(u.Reasoning, o.Reasoning), Cached: plus(u.Cached, o.Cached),
	}
}

func plus(a, b int64) int64 {
	if a < 0 || b < 0 {
		return max(a, b)
	}
	return a + b
}

// Chunk is what one payload said. Reuse it: Scan keeps the capacity of Choices.
type Chunk struct {
	Choices  []Choice
	Usage    Usage
	HasUsage bool
	// Failed: the payload is an error object (a non-null "error", or
	// "object":"error" as SGLang writes it).
	Failed bool
}

// Scan reads one payload into c. It serves stream chunks ("delta", "text") and
// whole answers ("message") alike. A repeated key counts as its last occurrence.
func Scan(payload []byte, c *Chunk) error {
	c.Choices = c.Choices[:0]
	c.HasUsage, c.Failed = false, false
	s := scanner{p: payload}
	var failed, objectIsError bool
	s.space()
	if s.peek() != '{' {
		// Valid JSON of another shape says nothing that we look for.
		s.skip()
		return s.end()
	}
	for s.object(); s.nextKey(); {
		switch string(s.key) {
		case "choices":
			c.Choices = c.Choices[:0]
			s.choices(c)
		case "usage":
			c.HasUsage = s.usage(&c.Usage)
		case "error":
			first := s.peek()
			failed = first != 'n' && first != 'f'
			s.skip()
		case "object":
			objectIsError = string(s.stringOrSkip()) == "error"
		default:
			s.skip()
		}
	}
	c.Failed = failed || objectIsError
	return s.end()
}

func (s *scanner) choices(c *Chunk) {
	if s.peek() != '[' {
		s.skip()
		return
	}
	for s.array(); s.nextElement(); {
		if s.peek() != '{' {
			s.skip()
			continue
		}
		c.Choices = append(c.Choices, s.choice())
	}
}

func (s *scanner) choice() Choice {
	var out Choice
	var said delta
	var text []byte
	for s.object(); s.nextKey(); {
		switch string(s.key) {
		case "index":
			out.Index = int(max(0, s.integer()))
		case "delta", "message":
			said = s.delta()
		case "text":
			text = s.stringOrSkip()
		case "finish_reason":
			out.Finish = s.stringOrSkip()
		default:
			s.skip()
		}
	}
	out.Answer = len(said.content) > 0 || len(text) > 0 || said.tool
	out.Token = out.Answer || said.reasoning || said.reasoningContent
	out.Text = said.content
	if len(text) > 0 {
		out.Text = text
	}
	return out
}

type delta struct {
	content                           []byte
	reasoning, reasoningContent, tool bool
}

func (s *scanner) delta() delta {
	var d delta
	if s.peek() != '{' {
		s.skip()
		return d
	}
	for s.object(); s.nextKey(); {
		switch string(s.key) {
		case "content":
			d.content = s.stringOrSkip()
		case "reasoning":
			d.reasoning = len(s.stringOrSkip()) > 0
		case "reasoning_content":
			d.reasoningContent = len(s.stringOrSkip()) > 0
		case "tool_calls":
			d.tool = s.nonEmptyArray()
		default:
			s.skip()
		}
	}
	return d
}
