package receive

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"

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

// Stamped makes a TCP connection deliver its bytes with their instants. It is the
// caller's to close the connection if that fails.
func Stamped(conn net.Conn, clock *instant.Clock) (Conn, error) { return stamp(conn, clock) }

func stamp(conn net.Conn, clock *instant.Clock) (stampedConn, error) {
	tcp, isTCP := conn.(*net.TCPConn)
	if !isTCP {
		return nil, fmt.Errorf("connection to %s is %T, not TCP", conn.RemoteAddr(), conn)
	}
	return newStamped(tcp, clock)
}

// Peer is host:port of whom the connection is opened to: the server or its proxy.
func (r Route) Peer() string {
	if r.Proxy != nil {
		return r.Proxy.Address
	}
	return r.Address
}

// Resolve looks up the addresses of the peer, in the order in which to try them.
func (r Route) Resolve(ctx context.Context) ([]netip.AddrPort, error) {
	host, service, err := net.SplitHostPort(r.Peer())
	if err != nil {
		return nil, err
	}
	port, err := net.DefaultResolver.LookupPort(ctx, "tcp", service)
	if err != nil {
		return nil, err
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	all := make([]netip.AddrPort, len(found))
	for i, address := range found {
		all[i] = netip.AddrPortFrom(address.Unmap(), uint16(port))
	}
	return all, nil
}

// Dial opens a connection, TLS handshake included.
func Dial(ctx context.Context, route Route, clock *instant.Clock) (Conn, error) {
	address := route.Peer()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	stamped, err := stamp(conn, clock)
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
