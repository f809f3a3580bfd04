package nullserver

import (
	"fmt"
	"time"
)

// note writes what was done for one request.
func (s *Server) note(id string, received, first, last time.Time) error {
	ns := func(t time.Time) int64 { return t.Sub(s.begun).Nanoseconds() + s.begunNs }
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.truth == nil {
		return nil
	}
	_, err := fmt.Fprintf(s.truth, `{"id":%q,"receivedNs":%d,"firstTokenNs":%d,"lastTokenNs":%d,"chunks":%d,"outcome":"ok"}`+"\n",
		id, ns(received), ns(first), ns(last), s.script.Chunks)
	return err
}
