package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// healthcheck asks a running simulator for its health: exit code 0 only for 200.
// It is a bare GET, so that the binary needs no HTTP client library.
func healthcheck(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("sim healthcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("url", "http://127.0.0.1:"+cmp.Or(os.Getenv("SIM_PORT"), "8000")+"/health", "what to ask")
	if flags.Parse(args) != nil {
		return 2
	}
	status, err := statusOf(*address)
	if err != nil {
		fmt.Fprintf(stderr, "sim: %s: %v\n", *address, err)
		return 1
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200 ") {
		fmt.Fprintf(stderr, "sim: %s: %s\n", *address, status)
		return 1
	}
	return 0
}

func statusOf(address string) (string, error) {
	const timeout = 5 * time.Second
	target, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	host := target.Host
	if target.Port() == "" {
		host = net.JoinHostPort(target.Hostname(), "80")
	}
	connection, err := net.DialTimeout("tcp", host, timeout)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(timeout))
	if _, err = fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", cmp.Or(target.Path, "/"), target.Host); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(connection).ReadString('\n')
	return strings.TrimSpace(line), err
}
