package record

import (
	"errors"
	"os"
	"sync"
)

// enoughBytes of waiting records are written without waiting for the next Flush.
const enoughBytes = 1 << 20

// Writer appends records to a file. It is safe for concurrent use; whoever writes a
// record never waits for the file.
type Writer struct {
	mu      sync.Mutex
	waiting []byte

	file  *os.File
	full  chan struct{} // a token when there is enough to write
	quit  chan struct{}
	ended sync.WaitGroup

	writing sync.Mutex // guards the file and what follows
	spare   []byte     // the buffer that is not waiting
	err     error
}

// NewWriter creates or empties the file.
func NewWriter(path string) (*Writer, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: file, full: make(chan struct{}, 1), quit: make(chan struct{})}
	w.ended.Go(w.flushWhenFull)
	return w, nil
}

// Write appends one whole line. The first failure is kept and returned by Close.
func (w *Writer) Write(line []byte) {
	w.mu.Lock()
	w.waiting = append(w.waiting, line...)
	enough := len(w.waiting) >= enoughBytes
	w.mu.Unlock()
	if enough {
		select {
		case w.full <- struct{}{}:
		default:
		}
	}
}

func (w *Writer) flushWhenFull() {
	for {
		select {
		case <-w.full:
			w.Flush()
		case <-w.quit:
			return
		}
	}
}

// Flush hands what was written to the operating system, so that a kill -9 costs
// the records of half a second at most.
func (w *Writer) Flush() {
	w.writing.Lock()
	defer w.writing.Unlock()
	w.mu.Lock()
	full := w.waiting
	w.waiting = w.spare[:0]
	w.mu.Unlock()
	if w.err == nil {
		_, w.err = w.file.Write(full)
	}
	w.spare = full
}

// Close flushes to the disk and closes the file.
func (w *Writer) Close() error {
	close(w.quit)
	w.ended.Wait()
	w.Flush()
	return errors.Join(w.err, w.file.Sync(), w.file.Close())
}
