package stream

import (
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dyno/k6/extension/instant"
	"dyno/k6/extension/receive"
)

// slowly writes pieces one by one; each is sent when the test says so.
func slowly(next <-chan string) func(net.Conn, string) bool {
	return func(conn net.Conn, _ string) bool {
		for piece := range next {
			if _, err := io.WriteString(conn, piece); err != nil {
				return false
			}
		}
		return true
	}
}

func TestInstantsAreInOrderAndGapsSumToTheDistanceOfTheTokens(t *testing.T) {
	defer receive.HoldStamping()()
	next := make(chan string)
	url, _ := serve(t, slowly(next))
	f := newFixture(t, TargetConfig{URL: url})
	go func() {
		thought := delta(`"reasoning_content":"hm"`, "")
		for _, piece := range []string{streamHead, pieces(role), pieces(thought), pieces(word), pieces(word, word), pieces(finish, usage, doneEv) + "0\r\n\r\n"} {
			reads := f.lags.Count()
			next <- piece
			// The next piece waits until this one was read, so that each has an instant
			// of its own; a read that the kernel did not stamp is not counted.
			for deadline := time.Now().Add(time.Second); f.lags.Count() == reads && time.Now().Before(deadline); {
				time.Sleep(time.Millisecond)
			}
		}
		close(next)
	}()
	r := f.ask(t, 1, farAway)
	if r.Outcome != OK || r.Chunks != 4 || r.EmptyChunks != 2 || r.Events != 7 {
		t.Fatalf("%s (%s): %d chunks, %d empty, %d events", r.Outcome, r.Error, r.Chunks, r.EmptyChunks, r.Events)
	}
	instants := []int64{r.ConnectStart, r.Connected, r.Sent, r.Headers, r.FirstEvent, r.FirstToken, r.FirstAnswer, r.LastToken, r.End}
	for i := 1; i < len(instants); i++ {
		if instants[i] < instants[i-1] {
			t.Errorf("instants %v are not in order", instants)
		}
	}
	if r.FirstAnswer == r.FirstToken || r.FirstToken == r.FirstEvent {
		t.Errorf("role, thought and answer share instants: %v", instants)
	}
	sum := int64(0)
	for _, gap := range r.GapsUs {
		sum += int64(gap)
	}
	if sum != r.LastToken-r.FirstToken || len(r.GapsUs) != 3 {
		t.Errorf("gaps %v sum to %d, the tokens are %d apart", r.GapsUs, sum, r.LastToken-r.FirstToken)
	}
	if f.count.Load() != 4 {
		t.Errorf("%d chunks counted for the progress lines", f.count.Load())
	}
}

func TestTokensThatArriveTogetherAreACoalescedRead(t *testing.T) {
	e := newFixture(t, TargetConfig{URL: "http://unused"}).exchange
	e.reset(1)
	e.begin(100)
	e.Take([]byte(streamHead+pieces(word, word, word)), receive.Stamp{AtNs: 200_000, LagNs: 7_000, Read: 1})
	e.Take([]byte(pieces(word)), receive.Stamp{AtNs: 300_000, LagNs: 9_000, Read: 2})
	// One read that TLS hands over in two pieces.
	e.Take([]byte(pieces(word)), receive.Stamp{AtNs: 400_000, LagNs: 5_000, Read: 3})
	e.Take([]byte(pieces(word, finish, doneEv)+"0\r\n\r\n"), receive.Stamp{AtNs: 400_000, LagNs: 5_000, Read: 3})
	e.settle(nil, notStopped, e.atUs)
	if e.Outcome != OK || e.Reads != 3 || e.CoalescedReads != 2 || e.LagMaxNs != 9_000 || !e.KernelClock {
		t.Errorf("%s: %d reads, %d coalesced, lag %d", e.Outcome, e.Reads, e.CoalescedReads, e.LagMaxNs)
	}
	if want := []uint32{0, 0, 100, 100, 0}; !slices.Equal(e.GapsUs, want) {
		t.Errorf("gaps %v, want %v", e.GapsUs, want)
	}
}

func TestTwoTokensOfALateReadHaveTheInstantsOfTheFirstAndTheLastByte(t *testing.T) {
	e := newFixture(t, TargetConfig{URL: "http://unused"}).exchange
	e.reset(1)
	e.begin(100)
	e.Take([]byte(streamHead+pieces(role, word)), receive.Stamp{AtNs: 200_000, EarlierNs: 60_000, LagNs: 70_000, Read: 1})
	e.Take([]byte(pieces(word, word)), receive.Stamp{AtNs: 400_000, EarlierNs: 100_000, LagNs: 110_000, Read: 2})
	e.Take([]byte(pieces(finish, doneEv)+"0\r\n\r\n"), receive.Stamp{AtNs: 500_000, LagNs: 5_000, Read: 3})
	if e.Headers != 140 || e.FirstEvent != 140 || e.FirstToken != 200 || e.LastToken != 400 || e.atUs != 500 {
		t.Errorf("headers %d, first event %d, tokens %d to %d, end %d", e.Headers, e.FirstEvent, e.FirstToken, e.LastToken, e.atUs)
	}
	if want := []uint32{100, 100}; !slices.Equal(e.GapsUs, want) || e.CoalescedReads != 0 {
		t.Errorf("gaps %v, want %v; %d reads with a token of unknown instant", e.GapsUs, want, e.CoalescedReads)
	}
}

func TestAReadWithoutAStampMakesTheWholeAnswerReadTime(t *testing.T) {
	e := newFixture(t, TargetConfig{URL: "http://unused"}).exchange
	e.reset(1)
	e.begin(100)
	e.Take([]byte(streamHead+pieces(word)), receive.Stamp{AtNs: 300_000, LagNs: receive.NoLag, Read: 1})
	// The stamp lies before the time of the read before it.
	e.Take([]byte(pieces(word)), receive.Stamp{AtNs: 290_000, LagNs: 20_000, Read: 2})
	if e.KernelClock || e.GapsUs[0] != 0 || e.LastToken != 300 {
		t.Errorf("kernel clock %v, gaps %v, last token %d", e.KernelClock, e.GapsUs, e.LastToken)
	}
}

func TestTextSplitWithinARuneIsPutTogether(t *testing.T) {
	next := make(chan string)
	url, _ := serve(t, slowly(next))
	whole := chunked(delta(`"content":"a€\ud83d"`, ""), delta(`"content":"\ude00"`, "stop"), doneEv)
	cut := strings.Index(whole, "€") + 1
	go func() {
		next <- whole[:cut]
		time.Sleep(2 * time.Millisecond)
		next <- whole[cut:]
		close(next)
	}()
	r := newFixture(t, TargetConfig{URL: url}).ask(t, 1, farAway)
	if r.Outcome != OK || string(r.Answer) != `a€\ud83d\ude00` {
		t.Errorf("%s (%s): answer %q", r.Outcome, r.Error, r.Answer)
	}
}

func TestAConnectionIsKeptForTheNextRequest(t *testing.T) {
	url, connections := serve(t, always(chunked(word, finish, doneEv)))
	f := newFixture(t, TargetConfig{URL: url})
	for i := range 5 {
		r := f.ask(t, 1, farAway)
		if r.Outcome != OK || r.Reused != (i > 0) || (r.Connected == instant.Never) != (i > 0) {
			t.Errorf("request %d: %s, reused %v, connected %d", i, r.Outcome, r.Reused, r.Connected)
		}
	}
	if connections.Load() != 1 {
		t.Errorf("%d connections", connections.Load())
	}
}

func TestAServerThatClosesAfterEachStreamCostsConnectionsAndNoErrors(t *testing.T) {
	response := strings.Replace(chunked(word, finish, doneEv), "\r\n", "\r\nKeep-Alive: timeout=5, max=100\r\n", 1)
	url, connections := serve(t, func(conn net.Conn, body string) bool { always(response)(conn, body); return false })
	f := newFixture(t, TargetConfig{URL: url})
	for i := range 300 {
		if r := f.ask(t, 1, farAway); r.Outcome != OK || r.Reused || r.Connected == instant.Never || r.Sent < r.Connected {
			t.Fatalf("request %d: %s (%s), reused %v, sent %d, connected %d", i, r.Outcome, r.Error, r.Reused, r.Sent, r.Connected)
		}
	}
	if connections.Load() != 300 {
		t.Errorf("%d connections for 300 requests", connections.Load())
	}
}

func TestAConnectionThatDiesAsTheRequestArrivesIsOpenedAgainOnce(t *testing.T) {
	var count atomic.Int64
	url, _ := serve(t, func(conn net.Conn, body string) bool {
		if count.Add(1) == 2 {
			return false // takes the request on the kept connection and closes without a byte
		}
		return always(chunked(word, finish, doneEv))(conn, body)
	})
	f := newFixture(t, TargetConfig{URL: url})
	f.ask(t, 1, farAway)
	if r := f.ask(t, 1, farAway); r.Outcome != OK || r.Reused || r.Sent < r.Connected || r.Chunks != 1 {
		t.Errorf("%s (%s), reused %v, sent %d, connected %d", r.Outcome, r.Error, r.Reused, r.Sent, r.Connected)
	}
}

func TestAnAnswerCutOnAKeptConnectionIsNotAskedForAgain(t *testing.T) {
	var count atomic.Int64
	url, _ := serve(t, func(conn net.Conn, body string) bool {
		if count.Add(1) == 2 {
			_, _ = io.WriteString(conn, "HTTP/1.1 2")
			return false
		}
		return always(chunked(word, finish, doneEv))(conn, body)
	})
	f := newFixture(t, TargetConfig{URL: url})
	f.ask(t, 1, farAway)
	if r := f.ask(t, 1, farAway); r.Outcome != HTTPError || !r.Reused || count.Load() != 2 {
		t.Errorf("%s (%s), reused %v, %d requests", r.Outcome, r.Error, r.Reused, count.Load())
	}
}
