package receive

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"testing"
	"time"

	"dyno/k6/extension/instant"
)

// collector takes bytes until it has want of them.
type collector struct {
	want   int
	bytes  []byte
	stamps []Stamp
}

func (c *collector) Take(p []byte, stamp Stamp) bool {
	c.bytes = append(c.bytes, p...)
	c.stamps = append(c.stamps, stamp)
	return len(c.bytes) < c.want
}

// pair returns a client connection and the server's end of it.
func pair(t *testing.T, clock *instant.Clock) (Conn, *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	accepted := make(chan net.Conn, 1)
	go func() {
		conn, _ := listener.Accept()
		accepted <- conn
	}()
	conn, err := Dial(context.Background(), Route{Address: listener.Addr().String()}, clock)
	if err != nil {
		t.Fatal(err)
	}
	server := (<-accepted).(*net.TCPConn)
	t.Cleanup(func() { _ = conn.Close(); _ = server.Close() })
	return conn, server
}

func TestBytesComeWithInstantsBetweenSendingAndReading(t *testing.T) {
	defer HoldStamping()()
	clock := instant.NewClock()
	conn, server := pair(t, clock)
	for range 20 {
		before := clock.Now()
		if _, err := server.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		c := &collector{want: 5}
		if err := conn.Receive(make([]byte, 100), c); err != nil {
			t.Fatal(err)
		}
		after := clock.Now()
		stamp := c.stamps[len(c.stamps)-1]
		// The offset between the clocks is known to well under 20 µs.
		if stamp.AtNs < before-20_000 || stamp.AtNs > after {
			t.Errorf("stamp %d is not between %d and %d", stamp.AtNs, before, after)
		}
	}
}

// awaitStamping returns when the kernel stamps: it begins a moment after it was
// asked, later on a busy machine.
func awaitStamping(t *testing.T, conn Conn, server net.Conn) {
	t.Helper()
	for range 1000 {
		if _, err := server.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		c := &collector{want: 1}
		if err := conn.Receive(make([]byte, 1), c); err != nil {
			t.Fatal(err)
		}
		if c.stamps[0].LagNs != NoLag {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the kernel gives no stamps")
}

func TestTheKernelsInstantDoesNotContainTheReadersDelay(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("kernel stamps are used on Linux only")
	}
	defer HoldStamping()()
	clock := instant.NewClock()
	conn, server := pair(t, clock)
	awaitStamping(t, conn, server)
	const late = 30 * time.Millisecond
	sent := clock.Now()
	if _, err := server.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	sentBy := clock.Now()
	time.Sleep(late) // the reader is busy elsewhere
	c := &collector{want: 5}
	if err := conn.Receive(make([]byte, 100), c); err != nil {
		t.Fatal(err)
	}
	stamp := c.stamps[0]
	if stamp.LagNs == NoLag {
		t.Fatal("the kernel gave no stamp")
	}
	// On loopback the data has arrived when Write returns.
	if stamp.AtNs < sent-20_000 || stamp.AtNs > sentBy+20_000 {
		t.Errorf("stamp %d is not within the write from %d to %d", stamp.AtNs, sent, sentBy)
	}
	if stamp.LagNs < late.Nanoseconds()-1_000_000 {
		t.Errorf("lag %d ns does not show the delay of %v", stamp.LagNs, late)
	}
}

func TestTheEndIsSeenWhenItCameTogetherWithTheLastBytes(t *testing.T) {
	clock := instant.NewClock()
	for _, size := range []int{5, 100} { // the second fills the buffer exactly
		conn, server := pair(t, clock)
		if _, err := server.Write(bytes.Repeat([]byte("x"), size)); err != nil {
			t.Fatal(err)
		}
		if err := server.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		c := &collector{want: 1 << 20}
		if err := conn.Receive(make([]byte, 100), c); !errors.Is(err, io.EOF) || len(c.bytes) != size {
			t.Errorf("%d bytes, then %v", len(c.bytes), err)
		}
	}
}

func TestMoreBytesThanTheBufferHoldsAllArrive(t *testing.T) {
	conn, server := pair(t, instant.NewClock())
	want := make([]byte, 1<<20)
	for i := range want {
		want[i] = byte(i * 7)
	}
	go func() { _, _ = server.Write(want) }()
	c := &collector{want: len(want)}
	if err := conn.Receive(make([]byte, 1000), c); err != nil || !bytes.Equal(c.bytes, want) {
		t.Errorf("%d bytes, %v", len(c.bytes), err)
	}
}

func TestADeadlineEndsReceiving(t *testing.T) {
	conn, _ := pair(t, instant.NewClock())
	if err := conn.SetDeadline(time.Now().Add(5 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if err := conn.Receive(make([]byte, 10), &collector{want: 1}); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestAnIdleConnectionThatTheServerClosedIsStale(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looked for on Linux only; elsewhere the request is repeated")
	}
	conn, server := pair(t, instant.NewClock())
	if conn.Stale() {
		t.Error("an open connection is stale")
	}
	_ = server.CloseWrite()
	// The end must travel through loopback; reading tells that it came.
	if err := conn.Receive(make([]byte, 10), &collector{want: 1}); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if !conn.Stale() {
		t.Error("a closed connection is not stale")
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	conn, server := pair(t, instant.NewClock())
	buf, payload := make([]byte, 100), []byte("hello")
	c := &counter{}
	n := testing.AllocsPerRun(200, func() {
		_, _ = server.Write(payload)
		c.left = len(payload)
		_ = conn.Receive(buf, c)
	})
	if n != 0 {
		t.Errorf("%v allocations per read", n)
	}
}

type counter struct{ left int }

func (c *counter) Take(p []byte, _ Stamp) bool {
	c.left -= len(p)
	return c.left > 0
}

func TestTLSDeliversDecryptedBytesWithInstants(t *testing.T) {
	defer HoldStamping()()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("secret"))
	}))
	defer server.Close()
	clock := instant.NewClock()
	route := Route{Address: server.Listener.Addr().String(), TLS: &tls.Config{InsecureSkipVerify: true}}
	conn, err := Dial(context.Background(), route, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	before := clock.Now()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	c := &collector{want: 1 << 20}
	if err := conn.Receive(make([]byte, 1000), c); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(c.bytes, []byte("secret")) || c.stamps[0].AtNs < before {
		t.Errorf("got %q at %d, sent at %d", c.bytes, c.stamps[0].AtNs, before)
	}
	if runtime.GOOS == "linux" && c.stamps[0].LagNs == NoLag {
		t.Error("no kernel stamp under TLS")
	}
}
