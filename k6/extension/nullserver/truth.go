package nullserver

import "fmt"

// note writes what was done for one request.
func (s *Server) note(q *request, firstNs, lastNs int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.truth == nil {
		return nil
	}
	_, err := fmt.Fprintf(s.truth, `{"id":%q,"receivedNs":%d,"firstTokenNs":%d,"lastTokenNs":%d,"chunks":%d,"outcome":"ok"}`+"\n",
		q.id, q.receivedNs+s.beganNs, firstNs+s.beganNs, lastNs+s.beganNs, s.script.Chunks)
	return err
}
