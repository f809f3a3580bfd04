// Package truth writes the log of what the simulator really sent, and when: the
// reference that a harness is checked against.
package truth

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// flushEvery is how long a line may wait in memory.
const flushEvery = 200 * time.Millisecond

// Log buffers lines; a goroutine of its own writes them, so that a slow disk
// never delays a token. A nil Log drops everything.
type Log struct {
	out io.WriteCloser

	mu     sync.Mutex // guards full
	full   []byte
	spare  []byte // owned by Flush
	flush  sync.Mutex
	failed error
	stop   chan struct{}
	ended  chan struct{}
}

// Open creates (or empties) the file and starts the writer.
func Open(path string) (*Log, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("truth log: %w", err)
	}
	l := &Log{out: file, stop: make(chan struct{}), ended: make(chan struct{})}
	go l.run()
	return l, nil
}

// Append adds one request's line.
func (l *Log) Append(r *Record) {
	if l == nil {
		return
	}
	l.mu.Lock()
	l.full = r.appendTo(l.full)
	l.mu.Unlock()
}

// Flush writes what is buffered and gives the first write error of the log's life.
func (l *Log) Flush() error {
	if l == nil {
		return nil
	}
	l.flush.Lock()
	defer l.flush.Unlock()
	l.mu.Lock()
	l.full, l.spare = l.spare[:0], l.full
	l.mu.Unlock()
	if len(l.spare) == 0 || l.failed != nil {
		return l.failed
	}
	if _, err := l.out.Write(l.spare); err != nil {
		l.failed = fmt.Errorf("truth log: %w", err)
	}
	return l.failed
}

// Close stops the writer and flushes.
func (l *Log) Close() error {
	if l == nil {
		return nil
	}
	close(l.stop)
	<-l.ended
	err := l.Flush()
	if closeErr := l.out.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("truth log: %w", closeErr)
	}
	return err
}

func (l *Log) run() {
	defer close(l.ended)
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-tick.C:
			// The error is kept and given by Close.
			_ = l.Flush()
		}
	}
}
