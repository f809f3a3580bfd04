// Command floor is the least that a Go client of streamed answers can do: a
// goroutine per stream on net.Conn, bufio for lines, the time after the line was
// read, a search for the token. It is what the load generator is compared with,
// and knows nothing of faults, outcomes or usage.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type item struct {
	ID         string
	Path       string
	IntendedUs *int64
	Body       json.RawMessage
}

var (
	begun   time.Time
	records *bufio.Writer
	mu      sync.Mutex
)

func main() {
	target := flag.String("url", "", "")
	workload := flag.String("workload", "", "")
	out := flag.String("records", "", "")
	streams := flag.Int("streams", 1, "")
	lead := flag.Duration("lead", 0, "")
	flag.Parse()
	where, err := url.Parse(*target)
	check(err)
	items := readItems(*workload)
	file, err := os.Create(*out)
	check(err)
	records = bufio.NewWriter(file)
	begun = time.Now().Add(*lead)
	var next atomic.Int64
	var group sync.WaitGroup
	for range *streams {
		conn, err := net.Dial("tcp", where.Host)
		check(err)
		group.Go(func() {
			in := bufio.NewReader(conn)
			time.Sleep(time.Until(begun))
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				ask(conn, in, where.Host, &items[i])
			}
		})
	}
	group.Wait()
	check(records.Flush())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func readItems(path string) []item {
	text, err := os.ReadFile(path)
	check(err)
	var items []item
	for line := range bytes.Lines(text) {
		var one item
		check(json.Unmarshal(line, &one))
		items = append(items, one)
	}
	return items
}

var (
	content = []byte(`"content":"`)
	done    = []byte("data: [DONE]")
	last    = []byte("0\r\n")
)

// ask sends one request and reads its answer to the end.
func ask(conn net.Conn, in *bufio.Reader, host string, q *item) {
	if q.IntendedUs != nil {
		time.Sleep(time.Until(begun.Add(time.Duration(*q.IntendedUs) * time.Microsecond)))
	}
	request := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nhost: %s\r\ncontent-type: application/json\r\nx-request-id: %s\r\ncontent-length: %d\r\n\r\n%s",
		q.Path, host, q.ID, len(q.Body), q.Body)
	sent := time.Now()
	_, err := conn.Write(request)
	check(err)
	var tokens []time.Time
	for ended := false; ; {
		line, err := in.ReadSlice('\n')
		check(err)
		now := time.Now()
		if at := bytes.Index(line, content); at >= 0 && line[at+len(content)] != '"' {
			tokens = append(tokens, now)
		}
		ended = ended || bytes.HasPrefix(line, done)
		if ended && bytes.Equal(line, last) {
			break
		}
	}
	_, err = in.ReadSlice('\n')
	check(err)
	write(q, sent, tokens)
}

func write(q *item, sent time.Time, tokens []time.Time) {
	us := func(t time.Time) int64 { return t.Sub(begun).Microseconds() }
	intended := "null"
	if q.IntendedUs != nil {
		intended = strconv.FormatInt(*q.IntendedUs, 10)
	}
	line := fmt.Appendf(nil, `{"id":%q,"intendedUs":%s,"sentUs":%d,"firstTokenUs":%d,"lastTokenUs":%d,"outcome":"ok","gapsUs":[`,
		q.ID, intended, us(sent), us(tokens[0]), us(tokens[len(tokens)-1]))
	for i := 1; i < len(tokens); i++ {
		if i > 1 {
			line = append(line, ',')
		}
		line = strconv.AppendInt(line, us(tokens[i])-us(tokens[i-1]), 10)
	}
	mu.Lock()
	defer mu.Unlock()
	_, err := records.Write(append(line, "]}\n"...))
	check(err)
}
