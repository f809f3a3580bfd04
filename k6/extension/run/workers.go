package run

import (
	"sync"
	"time"

	"dyno/k6/extension/stream"
)

const (
	// openAtOnce and openWithin are as the reactor's: connections ahead of the test.
	openAtOnce = 16
	openWithin = 5 * time.Second
)

// playOnWorkers is the way for TLS, and for systems without a reactor: a goroutine
// per request that may be in flight.
func (r *Run) playOnWorkers() {
	workers := make([]*stream.Worker, r.streams)
	for i := range workers {
		workers[i] = stream.NewWorker(r.streamOptions())
		r.addPlayer(workers[i])
	}
	r.openAhead(workers[:r.connections()])
	r.fixStart()
	var group sync.WaitGroup
	for i, worker := range workers {
		group.Go(func() { r.work(i, worker) })
	}
	group.Wait()
	r.removePlayers()
	for _, worker := range workers {
		worker.Close()
	}
}

func (r *Run) openAhead(workers []*stream.Worker) {
	var group sync.WaitGroup
	places := make(chan struct{}, openAtOnce)
	for _, worker := range workers {
		places <- struct{}{}
		group.Go(func() {
			worker.Connect(openWithin)
			<-places
		})
	}
	group.Wait()
}

// work lets one worker send one request after another.
func (r *Run) work(lane int, worker *stream.Worker) {
	f := feed{run: r}
	for {
		request, atNs, ok := f.Next()
		if !ok {
			return
		}
		if !r.waitFor(atNs) {
			f.GiveBack()
			return
		}
		if !f.Sending() {
			return
		}
		f.Done(lane, &request, worker.Do(&request))
	}
}
