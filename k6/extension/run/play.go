package run

import (
	"context"

	"dyno/k6/extension/schedule"
	"dyno/k6/extension/stream"
)

// player is what sends requests; the test can end what it has in flight.
type player interface{ Cancel() }

// Play sends every request of the test at its instant and writes its record. It
// returns when nothing is left to send and nothing in flight. When ctx ends, the
// test stops as by Stop, and requests in flight still have the drain time.
func (r *Run) Play(ctx context.Context) error {
	unwatch := context.AfterFunc(ctx, r.Stop)
	defer unwatch()
	if r.tuning.Workers || !stream.HasReactor || r.target.Route.TLS != nil {
		r.playOnWorkers()
		return nil
	}
	return r.playOnReactor()
}

func (r *Run) streamOptions() stream.Options {
	return stream.Options{
		Target: r.target, Clock: r.clock, Lags: &r.lags, Chunks: &r.chunks, KeepAnswer: r.load.KeepAnswer,
		EndsWithoutDone: r.load.EndsWithoutDone,
	}
}

// playOnReactor is the way for plain TCP: one thread does everything.
func (r *Run) playOnReactor() error {
	reactor, err := stream.NewReactor(r.streamOptions(), &feed{run: r}, r.streams, r.connections())
	if err != nil {
		return err
	}
	r.addPlayer(reactor)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err = reactor.Run()
	}()
	select {
	case <-reactor.Ready():
	case <-r.stop:
	case <-ended:
	}
	r.fixStart()
	reactor.Go()
	select {
	case <-r.stop:
		reactor.Wake()
	case <-ended:
	}
	<-ended
	r.removePlayers()
	reactor.Close()
	return err
}

// connections is how many the test may need in its first second: they are opened
// before it begins. (Not more: servers with a thread per connection have few.)
func (r *Run) connections() int {
	if !r.load.Shape.Open() {
		return r.streams
	}
	const second = 1_000_000
	soon := 0
	for soon < len(r.items) && r.items[soon].IntendedUs != nil && *r.items[soon].IntendedUs < second {
		soon++
	}
	return min(max(1, soon), r.streams)
}

func (r *Run) addPlayer(p player) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.players = append(r.players, p)
	if r.cancelled {
		p.Cancel()
	}
}

func (r *Run) removePlayers() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.players = nil
}

// claim takes the next request and its instant.
func (r *Run) claim() (request stream.Request, atNs int64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopping.Load() {
		return request, 0, false
	}
	seq, ok := r.account.claim()
	if !ok {
		return request, 0, false
	}
	item := &r.items[seq]
	atNs = r.t0Us * 1000
	if item.IntendedUs != nil {
		atNs += *item.IntendedUs * 1000
	}
	return stream.Request{
		Index: seq, ID: item.ID, Head: item.Head, Body: item.Body, Choices: item.Choices, Timeout: r.load.RequestTimeout(),
	}, atNs, true
}

func (r *Run) giveBack() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.account.giveUp()
}

// sending is false when the test was stopped since the claim.
func (r *Run) sending() bool {
	r.start.Do(r.started)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopping.Load() {
		r.account.giveUp()
		return false
	}
	r.account.sent++
	return true
}

// waitFor waits to an instant; false when the test is stopped before.
func (r *Run) waitFor(atNs int64) bool { return schedule.WaitUntil(r.clock, atNs, r.stop) }
