package nullserver

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// Command runs the server as a program until stdin ends. Its first line on stdout
// tells the port. A wrong flag is named in the error.
func Command(arguments []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("dyno-null-server", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	host := flags.String("host", "127.0.0.1", "")
	port := flags.Int("port", 0, "")
	chunks := flags.Int("chunks", 128, "")
	first := flags.Float64("first-ms", 0, "")
	interval := flags.Float64("interval-ms", 0, "")
	truth := flags.String("truth", "", "")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	script := Script{Chunks: *chunks, First: milliseconds(*first), Interval: milliseconds(*interval)}
	if err := script.Validate(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(*host, fmt.Sprint(*port)))
	if err != nil {
		return err
	}
	log, closeLog, err := openLog(*truth)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := New(script, log)
	go func() {
		_, _ = io.Copy(io.Discard, stdin) // until whoever started us closes it, or dies
		_ = listener.Close()
	}()
	if _, err := fmt.Fprintf(stdout, `{"event":"listening","port":%d}`+"\n", listener.Addr().(*net.TCPAddr).Port); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, net.ErrClosed) {
		return err
	}
	server.mu.Lock() // no record is under way while the log is closed
	defer server.mu.Unlock()
	server.truth = nil
	return closeLog()
}

func openLog(path string) (log io.Writer, done func() error, err error) {
	if path == "" {
		return nil, func() error { return nil }, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, nil, err
	}
	buffered := bufio.NewWriterSize(file, 64<<10)
	return buffered, func() error { return errors.Join(buffered.Flush(), file.Close()) }, nil
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
