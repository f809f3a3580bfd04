package sse

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// reference reads a whole stream the slow way, line by line as the format says.
func reference(stream string) []event {
	stream = strings.TrimPrefix(stream, "\xef\xbb\xbf")
	stream = strings.ReplaceAll(strings.ReplaceAll(stream, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(stream, "\n")
	var out []event
	var data []string
	kind := ""
	for _, line := range lines[:len(lines)-1] { // what follows the last line end is cut
		if line == "" {
			if data != nil {
				out = append(out, event{kind, strings.Join(data, "\n")})
			}
			data, kind = nil, ""
			continue
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "data":
			data = append(data, value)
		case "event":
			kind = value
		}
	}
	return out
}

func FuzzReader(f *testing.F) {
	files, _ := filepath.Glob("../testdata/recorded/*")
	for _, file := range files {
		if stream, err := os.ReadFile(file); err == nil {
			f.Add(stream, 7, 100)
		}
	}
	f.Add([]byte("\xef\xbb\xbfdata: a\r\n\r\r\n: c\nevent:e\rdata\n\n"), 3, 12)
	f.Add([]byte("data: \xe2\x82\xac\n\n"), 7, 8)
	f.Fuzz(func(t *testing.T, stream []byte, a, b int) {
		first := max(0, min(a, len(stream)))
		second := max(first, min(b, len(stream)))
		want := reference(string(stream))
		if got := readIn(t, stream); !reflect.DeepEqual(got, want) {
			t.Errorf("whole: got %q, want %q", got, want)
		}
		if got := readIn(t, stream, first, second); !reflect.DeepEqual(got, want) {
			t.Errorf("split at %d and %d: got %q, want %q", first, second, got, want)
		}
	})
}
