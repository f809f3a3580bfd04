package server

import (
	"strconv"

	"dyno/sim/personality"
	"dyno/sim/schema"
	"dyno/sim/script"
	"dyno/sim/text"
	"dyno/sim/wire"
)

// spec is a request understood: what will be answered, and how.
type spec struct {
	voice           *voice
	truthID         string
	requestID       string // as it came, to be echoed
	echo            string // the model's name in the answer
	stream          bool
	includeUsage    bool
	continuousUsage bool
	structured      bool // a grammar was asked for
	http10          bool
	closeAfter      bool
	maxTokens       int
	script          script.Script
	promptTokens    int
	cachedTokens    int
	seed            uint64 // of the request as a whole
	choices         []choice
}

// understand reads a generation request. The order of arrival has no part in
// what is answered: text and lengths come from the seeds and the prompt alone.
// With an error the spec, if there is one, still says how an answer was wanted.
func (s *Server) understand(r wire.Request, v *voice) (*spec, error) {
	b, err := s.parseBody(r.Body, v)
	if err != nil {
		return nil, err
	}
	p := &spec{
		voice: v, requestID: r.RequestID, stream: b.Stream, http10: r.HTTP10, closeAfter: r.Close,
		maxTokens: b.maxTokens(v.DefaultMaxTokens),
	}
	if b.StreamOptions != nil {
		p.includeUsage, p.continuousUsage = b.StreamOptions.IncludeUsage, b.StreamOptions.ContinuousUsageStats
	}
	if p.echo, err = s.modelOf(b); err != nil {
		return nil, err
	}
	if p.script, err = s.scriptOf(r, b); err != nil {
		return nil, badParam("sim", "%v", err)
	}
	p.truthID = s.truthID(r.RequestID, b.User)
	answer, structured, err := s.grammarOf(b, v.chat, p.script)
	if err != nil {
		return p, err
	}
	p.structured = structured
	return p, s.choose(p, b, r, answer)
}

// choose draws the answers, one for each prompt.
func (s *Server) choose(p *spec, b body, r wire.Request, answer *schema.Schema) error {
	prompts, err := b.prompts(p.voice, s.speaks.Rules)
	if err != nil {
		return err
	}
	p.seed = text.Hash(text.Hash(0xcbf29ce484222325, []byte(strconv.FormatUint(p.script.Seed, 10))), b.Seed)
	for i, prompt := range prompts {
		tokens := promptTokens(prompt)
		most, err := s.fit(tokens, p.maxTokens)
		if err != nil {
			return err
		}
		p.promptTokens += tokens
		if s.settings.PrefixCache && (b.CachePrompt == nil || *b.CachePrompt) {
			p.cachedTokens += s.prefixes.take(b.CacheSalt, prompt)
		}
		limits := script.Limits{MaxTokens: most, MinTokens: b.MinTokens, IgnoreEOS: b.IgnoreEOS}
		c := newChoice(i, text.Hash(p.seed, prompt), &p.script, limits, answer)
		c.promptTokens = tokens
		p.choices = append(p.choices, c)
	}
	p.seed = text.Hash(p.seed, r.Body)
	return nil
}

// fit holds a prompt and its answer against the context length; the answer's limit is what is left of it.
func (s *Server) fit(prompt, most int) (int, error) {
	context := s.settings.ContextLength
	if context == 0 {
		return most, nil
	}
	long := func(kind personality.Kind, got int) error {
		refused := refusal(kind, "max_tokens", "%d tokens are more than the context length of %d", got, context)
		refused.Got, refused.Limit = got, context
		return refused
	}
	switch {
	case prompt >= context:
		return 0, long(personality.PromptTooLong, prompt)
	case most > context && s.speaks.Rules.CountsAnswer:
		return 0, long(personality.AnswerTooLong, most)
	case prompt+most > context && s.speaks.Rules.CountsAnswer:
		return 0, long(personality.AnswerTooLong, prompt+most)
	case most == 0 || prompt+most > context:
		return context - prompt, nil
	}
	return most, nil
}

// modelOf is the name that the answer gives to the model.
func (s *Server) modelOf(b body) (string, error) {
	if b.Model == nil {
		if s.speaks.Rules.UnknownModel == "echo" {
			return "default", nil
		}
		return s.model, nil
	}
	if *b.Model == s.model || s.options.Faults.WrongModel {
		return s.model, nil
	}
	switch s.speaks.Rules.UnknownModel {
	case "own":
		return s.model, nil
	case "echo":
		return *b.Model, nil
	}
	return "", &refusedError{personality.Refusal{
		Kind: personality.UnknownModel, Status: 404, Type: "NotFoundError", Param: "model", Name: *b.Model, Served: s.model,
		Message: "The model `" + *b.Model + "` does not exist; this server has `" + s.model + "`.",
	}}
}

// truthID names a request in the truth log.
func (s *Server) truthID(requestID, user string) string {
	switch {
	case requestID != "":
		return requestID
	case user != "":
		return user
	}
	return "sim-" + strconv.FormatInt(s.sequence, 10)
}

// scriptOf is the command line's script with the request's own wishes. Faults of
// the command line hit each FaultEvery-th request only, those of a request always.
func (s *Server) scriptOf(r wire.Request, b body) (script.Script, error) {
	own := s.options.Script
	if every := int64(s.options.FaultEvery); every > 1 && s.sequence%every != 0 {
		own.Faults = noFaults
	}
	// On the command line this one counts from the start of the process.
	own.Faults.ExitAfterMs = noFaults.ExitAfterMs
	if err := own.Header(r.Sim); err != nil || b.Sim == nil {
		return own, err
	}
	return own, own.Body(b.Sim)
}
