package extension

import (
	"fmt"
	"os"
	"sync"

	"dyno/k6/extension/run"
)

// shared is the one test of this process. The init code of a script runs once per
// virtual user; the load file is read once.
type shared struct {
	mu   sync.RWMutex
	test *run.Run
	path string
	err  error
}

func (s *shared) open(path, kind string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.path == "" {
		s.path = path
		s.test, s.err = run.Open(path, kind, run.Versions{Client: Version, K6: k6Version()}, os.Stdout)
		if s.err == nil {
			tuneProcess(s.test)
		}
	}
	if s.path != path {
		return fmt.Errorf("one process runs one load file: %s, then %s", s.path, path)
	}
	return s.err
}

func (s *shared) get() *run.Run {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.test
}
