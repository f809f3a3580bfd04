package receive

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/url"
	"time"
)

// maxTunnelReplyBytes bounds the proxy's answer to CONNECT.
const maxTunnelReplyBytes = 16 << 10

// Proxy is an HTTP proxy that was asked for explicitly.
type Proxy struct {
	Address string // host:port
	// Authorization is the value of Proxy-Authorization, "" for none.
	Authorization string
}

// NewProxy reads http://[user:password@]host[:port].
func NewProxy(rawURL string) (*Proxy, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "http" || u.Hostname() == "" {
		return nil, fmt.Errorf("proxy must look like http://host:port")
	}
	port := u.Port()
	if port == "" {
		port = "80"
	}
	p := &Proxy{Address: net.JoinHostPort(u.Hostname(), port)}
	if u.User != nil {
		password, _ := u.User.Password()
		secret := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
		p.Authorization = "Basic " + secret
	}
	return p, nil
}

// tunnel asks the proxy for a connection to address (RFC 9110, 9.3.6). Nothing
// of the server's own bytes is read: it speaks only after the client's hello.
func (p *Proxy) tunnel(ctx context.Context, conn net.Conn, address string) error {
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
		defer func() { _ = conn.SetDeadline(time.Time{}) }()
	}
	ask := "CONNECT " + address + " HTTP/1.1\r\nhost: " + address + "\r\n"
	if p.Authorization != "" {
		ask += "proxy-authorization: " + p.Authorization + "\r\n"
	}
	if _, err := conn.Write([]byte(ask + "\r\n")); err != nil {
		return fmt.Errorf("proxy: %w", err)
	}
	reply := make([]byte, 0, 512)
	for !bytes.HasSuffix(reply, []byte("\r\n\r\n")) {
		var one [1]byte
		if _, err := conn.Read(one[:]); err != nil {
			return fmt.Errorf("proxy: %w", err)
		}
		if reply = append(reply, one[0]); len(reply) > maxTunnelReplyBytes {
			return fmt.Errorf("proxy: answer to CONNECT is too long")
		}
	}
	line, _, _ := bytes.Cut(reply, []byte("\r\n"))
	if fields := bytes.Fields(line); len(fields) < 2 || len(fields[1]) != 3 || fields[1][0] != '2' {
		return fmt.Errorf("proxy refused the tunnel: %s", line)
	}
	return nil
}
