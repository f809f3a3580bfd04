package personality

import (
	"fmt"
	"strings"
)

// Slot is a place of a template that is filled while an answer is written.
type Slot byte

// The slots, by the names that templates give them: %id%, %created%…
const (
	None       Slot = iota
	ID              // of the answer
	Created         // Unix seconds
	Model           // as echoed, escaped
	Index           // of the choice
	Text            // the tokens, escaped
	Thought         // a whole answer's reasoning: a key with its value, or what stands for none
	Finish          // the finish reason
	Usage           // the usage object
	ChunkUsage      // the usage so far, as a key with its value; only where it was asked for
	Tail            // what the last event of a stream carries besides
	Completion      // tokens of the answer
	Choices         // the choices of a whole answer
)

var slotNames = map[string]Slot{
	"id": ID, "created": Created, "model": Model, "index": Index, "text": Text, "thought": Thought, "finish": Finish,
	"usage": Usage, "completion": Completion, "chunkUsage": ChunkUsage, "tail": Tail, "choices": Choices,
}

// Part is bytes as they are, then a slot.
type Part struct {
	Bytes []byte
	Slot  Slot
}

// Template is an event or a piece of JSON with slots in it; nil is one that is never sent.
type Template []Part

// Compile reads a template. Constants stand for names that never change while the simulator runs; a name that is
// neither a slot nor a constant is a mistake of the program.
func Compile(text string, constants map[string]string) Template {
	if text == "" {
		return nil
	}
	var template Template
	literal := ""
	for {
		before, rest, found := strings.Cut(text, "%")
		literal += before
		if !found {
			return append(template, Part{[]byte(literal), None})
		}
		name, after, _ := strings.Cut(rest, "%")
		text = after
		if value, constant := constants[name]; constant {
			literal += value
			continue
		}
		slot, known := slotNames[name]
		if !known {
			panic(fmt.Sprintf("template has an unknown slot %q", name))
		}
		template = append(template, Part{[]byte(literal), slot})
		literal = ""
	}
}

// Bind fills slots that stay the same for a whole answer, so that what is left is written faster.
func (t Template) Bind(values map[Slot][]byte) Template {
	var bound Template
	var literal []byte
	for _, part := range t {
		literal = append(literal, part.Bytes...)
		if value, known := values[part.Slot]; known {
			literal = append(literal, value...)
			continue
		}
		bound = append(bound, Part{literal, part.Slot})
		literal = nil
	}
	if len(literal) > 0 {
		bound = append(bound, Part{literal, None})
	}
	return bound
}
