package receive

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"

	"dyno/k6/extension/instant"
)

// Route says how a server is reached.
type Route struct {
	// Address is host:port of the server.
	Address string
	// TLS is the configuration for https, nil for http.
	TLS *tls.Config
	// Proxy is the HTTP proxy, nil for none. Proxy variables of the environment
	// are never looked at.
	Proxy *Proxy
}

// Dial opens a connection, TLS handshake included.
func Dial(ctx context.Context, route Route, clock *instant.Clock) (Conn, error) {
	address := route.Address
	if route.Proxy != nil {
		address = route.Proxy.Address
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	tcp, isTCP := conn.(*net.TCPConn)
	if !isTCP {
		_ = conn.Close()
		return nil, fmt.Errorf("connection to %s is %T, not TCP", address, conn)
	}
	stamped, err := newStamped(tcp, clock)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	if route.TLS == nil {
		return stamped, nil
	}
	if route.Proxy != nil {
		if err := route.Proxy.tunnel(ctx, stamped, route.Address); err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	return newTLS(ctx, stamped, route.TLS)
}
