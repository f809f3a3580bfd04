package record

import (
	"bufio"
	"errors"
	"os"
	"sync"
)

// bufferBytes holds some hundred records between two flushes.
const bufferBytes = 256 << 10

// Writer appends records to a file. It is safe for concurrent use.
type Writer struct {
	mu   sync.Mutex
	file *os.File
	buf  *bufio.Writer
	err  error
}

// NewWriter creates or empties the file.
func NewWriter(path string) (*Writer, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, err
	}
	return &Writer{file: file, buf: bufio.NewWriterSize(file, bufferBytes)}, nil
}

// Write appends one whole line. The first failure is kept and returned by Close.
func (w *Writer) Write(line []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		_, w.err = w.buf.Write(line)
	}
}

// Flush hands what was written to the operating system, so that a kill -9 costs
// the records of half a second at most.
func (w *Writer) Flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = w.buf.Flush()
	}
}

// Close flushes to the disk and closes the file.
func (w *Writer) Close() error {
	w.Flush()
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.err, w.file.Sync(), w.file.Close())
}
