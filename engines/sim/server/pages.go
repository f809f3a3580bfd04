package server

import "dyno/sim/personality"

// view is what the personality's pages may know.
func (s *Server) view() *personality.View {
	version := s.speaks.Version
	if version == "" {
		version = s.options.Version
	}
	return &personality.View{
		Model: s.model, Version: version, Sources: s.options.Sources, Address: s.address(), CreatedUnix: s.createdUnix,
		StartDelayS: float64(s.options.StartDelayMs) / 1000,
		Settings:    s.settings, Stats: s.metrics, KVTokens: s.kvTokens(), Ready: s.ready,
		ResetCache: func() { clear(s.prefixes) },
	}
}

// kvTokens is how many tokens the running sequences hold.
func (s *Server) kvTokens() (tokens int) {
	for g := range s.active {
		if g.admitted {
			tokens += g.promptTokens + g.record.Tokens
		}
	}
	return tokens
}
