package server

import (
	"encoding/json"
	"strconv"

	"dyno/sim/schema"
	"dyno/sim/script"
	"dyno/sim/text"
	"dyno/sim/wire"
)

// spec is a request understood: what will be answered, and how.
type spec struct {
	api          *api
	truthID      string
	requestID    string // as it came, to be echoed
	stream       bool
	includeUsage bool
	http10       bool
	closeAfter   bool
	maxTokens    int
	script       script.Script
	promptTokens int
	seed         uint64 // of the request as a whole
	choices      []choice
}

// schemaCache keeps compiled schemas by their text: a json_struct test sends few, often.
type schemaCache map[string]*schema.Schema

const mostCachedSchemas = 1000

func (c schemaCache) compile(raw json.RawMessage) (*schema.Schema, error) {
	if known := c[string(raw)]; known != nil {
		return known, nil
	}
	compiled, err := schema.Compile(raw)
	if err == nil && len(c) < mostCachedSchemas {
		c[string(raw)] = compiled
	}
	return compiled, err
}

// understand reads a generation request. The order of arrival has no part in
// what is answered: text and lengths come from the seeds and the prompt alone.
func (s *Server) understand(r wire.Request, a *api) (*spec, error) {
	b, err := parseBody(r.Body)
	if err != nil {
		return nil, err
	}
	if b.Model != nil && *b.Model != s.model && !s.options.Faults.WrongModel {
		return nil, &apiError{404, "model", "The model `" + *b.Model + "` does not exist; this server has `" + s.model + "`."}
	}
	prompts, err := b.prompts(a)
	if err != nil {
		return nil, err
	}
	p := &spec{
		api: a, requestID: r.RequestID, stream: b.Stream, http10: r.HTTP10, closeAfter: r.Close,
		includeUsage: b.StreamOptions != nil && b.StreamOptions.IncludeUsage, maxTokens: b.maxTokens(a.defaultMaxTokens),
	}
	if p.script, err = s.scriptOf(r, b); err != nil {
		return nil, badParam("sim", "%v", err)
	}
	p.truthID = s.truthID(r.RequestID, b.User)
	limits := script.Limits{MaxTokens: p.maxTokens, MinTokens: b.MinTokens, IgnoreEOS: b.IgnoreEOS}
	answer, err := s.schemaOf(b, p.script)
	if err != nil {
		return nil, badParam("response_format", "%v", err)
	}
	p.seed = text.Hash(text.Hash(0xcbf29ce484222325, []byte(strconv.FormatUint(p.script.Seed, 10))), b.Seed)
	for i, prompt := range prompts {
		p.promptTokens += promptTokens(prompt)
		p.choices = append(p.choices, newChoice(i, text.Hash(p.seed, prompt), &p.script, limits, answer))
	}
	p.seed = text.Hash(p.seed, r.Body)
	return p, nil
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

// schemaOf is the schema that the answer must follow, nil for text.
func (s *Server) schemaOf(b body, own script.Script) (*schema.Schema, error) {
	switch {
	case b.ResponseFormat == nil || b.ResponseFormat.Type == "text":
		return nil, nil
	case b.ResponseFormat.Type == "json_object":
		return s.schemas.compile(json.RawMessage(`{"type":"object","minProperties":2}`))
	case b.ResponseFormat.Type != "json_schema":
		return nil, badParam("response_format", "unknown response_format type %q", b.ResponseFormat.Type)
	case b.ResponseFormat.JSONSchema == nil || b.ResponseFormat.JSONSchema.Schema == nil:
		return nil, badParam("response_format", "json_schema.schema is missing")
	}
	compiled, err := s.schemas.compile(b.ResponseFormat.JSONSchema.Schema)
	if own.Faults.SchemaIgnored {
		return nil, err
	}
	return compiled, err
}
