//go:build amd64 || arm64

package stream

import "testing"

func (f *fixture) useReactor(t *testing.T, options Options) {
	feed := &oneByOne{requests: make(chan *Request), results: make(chan *Result)}
	reactor, err := NewReactor(options, feed, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	reactor.Go()
	ended := make(chan error)
	go func() { ended <- reactor.Run() }()
	t.Cleanup(func() {
		close(feed.requests)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		reactor.Close()
	})
	f.exchange, f.cancel = reactor.lanes[0].exchange, reactor.Cancel
	f.do = func(request *Request) *Result {
		feed.requests <- request
		return <-feed.results
	}
}
