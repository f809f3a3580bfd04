package stream

import (
	"fmt"

	"dyno/k6/extension/chunk"
)

// maxChoices bounds what a server's "index" can make the client remember.
const maxChoices = 4096

// choices follows the choice indexes of one response to their finish reasons.
type choices struct {
	expected int
	states   []choiceState // by index
	seen     int
	finished int
	bad      string // the first finish reason that is no success
	finish   string // what the record shows
	failure  string // the first error that the stream carried
}

type choiceState struct {
	seen, finished bool
	usage          chunk.Usage
	hasUsage       bool
}

func (c *choices) reset(expected int) {
	*c = choices{expected: expected, states: c.states[:0]}
}

func (c *choices) fail(text string) {
	if c.failure == "" {
		c.failure = text
	}
}

func (c *choices) take(choice *chunk.Choice) {
	if choice.Index >= maxChoices {
		c.fail(fmt.Sprintf("choice index %d is out of range", choice.Index))
		return
	}
	for len(c.states) <= choice.Index {
		c.states = append(c.states, choiceState{})
	}
	state := &c.states[choice.Index]
	if !state.seen {
		state.seen = true
		c.seen++
	}
	if choice.Finish != nil {
		c.takeFinish(state, choice.Finish)
	}
}

// takeFinish keeps one reason for the record: a bad one before "length", that
// before the others.
func (c *choices) takeFinish(state *choiceState, reason []byte) {
	if !state.finished {
		state.finished = true
		c.finished++
	}
	switch string(reason) {
	case "stop", "length", "tool_calls":
		if c.bad == "" && c.finish != "length" {
			c.finish = interned(reason)
		}
	default:
		if c.bad == "" {
			c.bad = string(reason)
			c.finish = c.bad
		}
	}
}

// takeUsage keeps the latest token counts of one choice and returns the sum
// over all choices that have any.
func (c *choices) takeUsage(index int, usage chunk.Usage) chunk.Usage {
	if index < len(c.states) {
		c.states[index].usage, c.states[index].hasUsage = usage, true
	}
	sum := chunk.Usage{Input: -1, Output: -1, Reasoning: -1, Cached: -1}
	for i := range c.states {
		if c.states[i].hasUsage {
			sum = sum.Plus(c.states[i].usage)
		}
	}
	return sum
}

// interned avoids an allocation for the usual reasons.
func interned(reason []byte) string {
	switch string(reason) {
	case "stop":
		return "stop"
	case "length":
		return "length"
	}
	return string(reason)
}

// complete: every prompt's choice came and finished.
func (c *choices) complete() bool {
	return c.seen == c.expected && c.finished == c.expected
}
