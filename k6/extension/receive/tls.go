package receive

import (
	"context"
	"crypto/tls"
)

// tlsConn decrypts what a stampedConn reads. Its pieces carry the stamp of the
// read that brought the TLS record.
type tlsConn struct {
	*tls.Conn
	under stampedConn
}

func newTLS(ctx context.Context, under stampedConn, config *tls.Config) (Conn, error) {
	conn := tls.Client(under, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = under.Close()
		return nil, err
	}
	return &tlsConn{Conn: conn, under: under}, nil
}

func (c *tlsConn) Receive(buf []byte, sink Sink) error {
	for {
		n, err := c.Conn.Read(buf)
		if n > 0 && !sink.Take(buf[:n], c.under.lastStamp()) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Stale: bytes on an idle TLS connection may be a session ticket, so only the
// end of the connection counts.
func (c *tlsConn) Stale() bool { return c.under.peek() == peekClosed }
