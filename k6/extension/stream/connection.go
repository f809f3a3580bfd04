package stream

import (
	"context"
	"errors"
	"os"

	"dyno/k6/extension/receive"
)

// connect opens the connection; its time is recorded apart from the request's.
func (w *Worker) connect() error {
	ctx, cancel := context.WithDeadline(context.Background(), w.deadline)
	defer cancel()
	w.mu.Lock()
	w.dialing = cancel
	cancelled := w.cancelled
	w.mu.Unlock()
	if cancelled {
		return context.Canceled
	}
	w.ConnectStart = w.nowUs()
	conn, err := receive.Dial(ctx, w.options.Target.Route, w.options.Clock)
	w.Connected = w.nowUs()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dialing = nil
	if err == nil {
		w.conn = conn
	}
	return err
}

// arm sets the deadline of the request, unless Cancel came first.
func (w *Worker) arm() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancelled {
		return context.Canceled
	}
	return w.conn.SetDeadline(w.deadline)
}

// drop closes the connection.
func (w *Worker) drop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

// why tells whether the client itself ended the request with err.
func (w *Worker) why(err error) stop {
	expired := errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
	if !expired && !errors.Is(err, context.Canceled) {
		return notStopped
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancelled {
		return cancelled
	}
	return timedOut
}
