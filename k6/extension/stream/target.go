package stream

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"dyno/k6/extension/httpwire"
	"dyno/k6/extension/receive"
)

// TargetConfig says where requests go.
type TargetConfig struct {
	URL         string // scheme://host[:port][/base]
	Headers     map[string]string
	BearerFile  string // "" for none
	Proxy       string // "" for none
	TLSInsecure bool
	CAFile      string // "" for the system's
}

// Target is a server with everything that its requests share. It is immutable.
type Target struct {
	Route   receive.Route
	base    string // what precedes a path in the request target
	host    string
	headers map[string]string
	key     string // of the server; it must not come back in what we write
}

// NewTarget checks the configuration and reads the key and CA files.
func NewTarget(config TargetConfig) (*Target, error) {
	u, err := url.Parse(config.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("url %q must look like http://host:port or https://host", config.URL)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("url must hold nothing but scheme, host, port and a base path")
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	t := &Target{
		Route:   receive.Route{Address: net.JoinHostPort(u.Hostname(), port)},
		base:    strings.TrimSuffix(u.EscapedPath(), "/"),
		host:    u.Host,
		headers: map[string]string{},
	}
	for name, value := range config.Headers {
		t.headers[strings.ToLower(name)] = value
	}
	if config.BearerFile != "" {
		if err := t.useBearer(config.BearerFile); err != nil {
			return nil, err
		}
	}
	if u.Scheme == "https" {
		if t.Route.TLS, err = tlsConfig(u.Hostname(), config); err != nil {
			return nil, err
		}
	}
	if config.Proxy != "" {
		err = t.useProxy(config.Proxy)
	}
	return t, err
}

// Head builds what requests to path share.
func (t *Target) Head(path string) (httpwire.Head, error) {
	if !strings.HasPrefix(path, "/") {
		return nil, fmt.Errorf("path %q must begin with /", path)
	}
	return httpwire.NewHead(t.base+path, t.host, t.headers)
}

func (t *Target) useBearer(file string) error {
	key, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("bearerFile: %w", err)
	}
	trimmed := strings.TrimSpace(string(key))
	if trimmed == "" || strings.ContainsAny(trimmed, "\r\n\x00") {
		return fmt.Errorf("bearerFile %s must hold one line with the key", file)
	}
	t.headers["authorization"] = "Bearer " + trimmed
	t.key = trimmed
	return nil
}

// useProxy: plain requests name the whole URL to the proxy, https goes through a
// tunnel that receive.Dial opens.
func (t *Target) useProxy(rawURL string) error {
	proxy, err := receive.NewProxy(rawURL)
	if err != nil {
		return err
	}
	t.Route.Proxy = proxy
	if t.Route.TLS == nil {
		t.base = "http://" + t.host + t.base
		if proxy.Authorization != "" {
			t.headers["proxy-authorization"] = proxy.Authorization
		}
	}
	return nil
}

func tlsConfig(serverName string, config TargetConfig) (*tls.Config, error) {
	c := &tls.Config{
		ServerName:         serverName,
		InsecureSkipVerify: config.TLSInsecure, //nolint:gosec // asked for by the user
		MinVersion:         tls.VersionTLS12,
		NextProtos:         []string{"http/1.1"},
		ClientSessionCache: tls.NewLRUClientSessionCache(64),
	}
	if config.CAFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(config.CAFile)
	if err != nil {
		return nil, fmt.Errorf("caFile: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("caFile %s holds no PEM certificate", config.CAFile)
	}
	return c, nil
}
