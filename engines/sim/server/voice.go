package server

import (
	"dyno/sim/personality"
)

// voice is one endpoint in the personality's words, ready to be filled in.
type voice struct {
	*personality.Dialect
	chat                       bool
	role, content, reasoning   personality.Template
	lastContent, lastReasoning personality.Template
	ending                     personality.Template // a finish reason of its own
	usageChunk                 personality.Template
	whole, wholeChoice         personality.Template
	thought, noThought         personality.Template
}

// newVoice compiles the templates; field is where reasoning goes.
func newVoice(d *personality.Dialect, chat bool, field string) *voice {
	constants := map[string]string{"field": field}
	compile := func(text string) personality.Template { return personality.Compile(text, constants) }
	v := &voice{
		Dialect: d, chat: chat,
		role: compile(d.Role), content: compile(d.Content), reasoning: compile(d.Reasoning),
		lastContent: compile(d.LastContent), lastReasoning: compile(d.LastReasoning), ending: compile(d.Finish),
		usageChunk: compile(d.UsageChunk), whole: compile(d.Whole), wholeChoice: compile(d.WholeChoice), thought: compile(d.Thought),
		noThought: compile(d.NoThought),
	}
	if v.reasoning == nil {
		// An endpoint without a place for reasoning sends it as text.
		v.reasoning, v.lastReasoning = v.content, v.lastContent
	}
	return v
}

// last is the template of a choice's last token, with its finish reason in it; nil where that has a chunk of its own.
func (g *generation) last(c *choice, inReasoning bool) personality.Template {
	if g.endsApart(c) {
		return nil
	}
	if inReasoning {
		return g.voice.lastReasoning
	}
	return g.voice.lastContent
}

// endsApart says whether the finish reason of a choice has a chunk of its own.
func (g *generation) endsApart(c *choice) bool {
	v, s := g.voice, g.server
	if v.ending == nil {
		return false
	}
	endsInThought := c.reasoning == c.tokens
	return s.options.FinishChunk == "own" || (s.style.ThoughtEnds && c.reasoning > 0) || v.lastContent == nil ||
		(endsInThought && v.lastReasoning == nil)
}
