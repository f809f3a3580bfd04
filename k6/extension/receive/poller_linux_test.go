//go:build amd64 || arm64

package receive

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"dyno/k6/extension/instant"
)

// connected returns a socket that a poller watches with key 7, and the server's end.
func connected(t *testing.T) (*Poller, *Socket, *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	poller, err := NewPoller()
	if err != nil {
		t.Fatal(err)
	}
	socket := new(Socket)
	if err := socket.Connect(listener.Addr().(*net.TCPAddr).AddrPort()); err != nil {
		t.Fatal(err)
	}
	if err := poller.Add(socket, 7); err != nil {
		t.Fatal(err)
	}
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close(); poller.Close(); _ = conn.Close() })
	for event := next(t, poller); !event.Writable; event = next(t, poller) {
	}
	if err := socket.Connected(); err != nil {
		t.Fatal(err)
	}
	return poller, socket, conn.(*net.TCPConn)
}

func next(t *testing.T, p *Poller) Event {
	t.Helper()
	events, err := p.Wait(10_000_000_000)
	if err != nil || len(events) != 1 || events[0].Key != 7 {
		t.Fatalf("events %v, %v", events, err)
	}
	return events[0]
}

func TestASocketIsDrainedAndItsEndIsSeen(t *testing.T) {
	poller, socket, server := connected(t)
	reader := NewReader(instant.NewClock(), 4)
	_, _ = server.Write([]byte("hello, world"))
	if !next(t, poller).Readable {
		t.Fatal("nothing to read")
	}
	c := &collector{want: 1 << 20}
	if more, err := reader.Drain(socket, c); !more || err != nil || string(c.bytes) != "hello, world" || len(c.stamps) != 3 {
		t.Errorf("%q in %d reads, more %v, %v", c.bytes, len(c.stamps), more, err)
	}
	_ = server.CloseWrite()
	next(t, poller)
	if _, err := reader.Drain(socket, c); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

func TestWhatASinkDoesNotTakeIsLeft(t *testing.T) {
	poller, socket, server := connected(t)
	reader := NewReader(instant.NewClock(), 5)
	_, _ = server.Write([]byte("hello, world"))
	next(t, poller)
	if more, err := reader.Drain(socket, &collector{want: 5}); more || err != nil || !reader.Left() {
		t.Errorf("more %v, %v, left %v", more, err, reader.Left())
	}
	if more, err := reader.Drain(socket, &collector{want: 100}); !more || err != nil || reader.Left() {
		t.Errorf("then more %v, %v, left %v", more, err, reader.Left())
	}
}

func TestARefusedConnectionIsDecidedWithItsError(t *testing.T) {
	listener, _ := net.Listen("tcp", "127.0.0.1:0")
	to := netip.MustParseAddrPort(listener.Addr().String())
	_ = listener.Close()
	poller, _ := NewPoller()
	defer poller.Close()
	socket := new(Socket)
	defer socket.Close()
	if err := socket.Connect(to); err != nil {
		return // refused at once
	}
	if err := poller.Add(socket, 7); err != nil {
		t.Fatal(err)
	}
	if !next(t, poller).Writable || socket.Connected() == nil {
		t.Error("connected to nobody")
	}
}

func TestWaitingEndsByTimeOrByWaking(t *testing.T) {
	poller, err := NewPoller()
	if err != nil {
		t.Fatal(err)
	}
	defer poller.Close()
	for name, wait := range map[string]func(int64) ([]Event, error){"long": poller.Wait, "short": poller.WaitShortly} {
		if events, err := wait(1_000); events != nil || err != nil {
			t.Errorf("%s, time is up: %v, %v", name, events, err)
		}
		poller.Wake()
		poller.Wake()
		if events, err := wait(60_000_000_000); events == nil || len(events) > 0 || err != nil {
			t.Errorf("%s, woken: %v, %v", name, events, err)
		}
		if events, err := wait(0); events != nil || err != nil {
			t.Errorf("%s, woken once too often: %v, %v", name, events, err)
		}
	}
}

func TestAKernelWithoutNanosecondWaitsIsServedInMilliseconds(t *testing.T) {
	poller, err := NewPoller()
	if err != nil {
		t.Fatal(err)
	}
	defer poller.Close()
	poller.coarse = true
	begun := time.Now()
	if events, err := poller.Wait(3_000_000); events != nil || err != nil || time.Since(begun) < 3*time.Millisecond {
		t.Errorf("%v, %v after %v", events, err, time.Since(begun))
	}
	poller.Wake()
	if events, err := poller.Wait(-1); events == nil || err != nil {
		t.Errorf("woken: %v, %v", events, err)
	}
}

func TestPollingAndDrainingAllocateNothing(t *testing.T) {
	poller, socket, server := connected(t)
	reader := NewReader(instant.NewClock(), 100)
	payload, c := []byte("hello"), &counter{}
	n := testing.AllocsPerRun(200, func() {
		_, _ = server.Write(payload)
		c.left = 1 << 20
		_, _ = poller.Wait(10_000_000_000)
		_, _ = reader.Drain(socket, c)
		poller.Pause(1)
		_, _ = poller.WaitShortly(0)
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestALateReaderLearnsWhenTheFirstBytesCameToo(t *testing.T) {
	defer HoldStamping()()
	poller, socket, server := connected(t)
	clock := instant.NewClock()
	reader := NewReader(clock, 1000)
	// The kernel merges what waits among the first segments of a connection.
	for i := range 40 {
		_, _ = server.Write([]byte{byte(i)})
		next(t, poller)
		_, _ = reader.Drain(socket, &collector{want: 1 << 20})
	}
	const apart = 5 * time.Millisecond
	begun := clock.Now()
	_, _ = server.Write([]byte("first"))
	wrote := clock.Now()
	time.Sleep(apart)
	_, _ = server.Write([]byte("second"))
	next(t, poller)
	reader.Begin(clock.Now(), begun)
	c := &collector{want: 1 << 20}
	if _, err := reader.Drain(socket, c); err != nil || string(c.bytes) != "firstsecond" {
		t.Fatalf("%q, %v", c.bytes, err)
	}
	stamp := c.stamps[0]
	if stamp.EarlierNs == 0 {
		t.Skip("this kernel has merged the segments")
	}
	if first := stamp.AtNs - stamp.EarlierNs; first < begun-20_000 || first > wrote+20_000 || stamp.LagNs < apart.Nanoseconds() {
		t.Errorf("first bytes at %d, written from %d to %d, lag %d", first, begun, wrote, stamp.LagNs)
	}
}
