package sse

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

type event struct{ Type, Data string }

// readIn feeds a stream in pieces that end at the given positions.
func readIn(t testing.TB, stream []byte, ends ...int) []event {
	t.Helper()
	var got []event
	r := NewReader(func(kind, data []byte) { got = append(got, event{string(kind), string(data)}) })
	begin := 0
	for _, end := range append(ends, len(stream)) {
		if err := r.Feed(stream[begin:end]); err != nil {
			t.Fatal(err)
		}
		begin = end
	}
	return got
}

func TestEventsOfAllLineEndsAndFields(t *testing.T) {
	cases := map[string]struct {
		stream string
		want   []event
	}{
		"LF":                                 {"data: a\n\ndata: b\n\n", []event{{"", "a"}, {"", "b"}}},
		"CRLF":                               {"data: a\r\n\r\ndata: b\r\n\r\n", []event{{"", "a"}, {"", "b"}}},
		"CR":                                 {"data: a\r\rdata: b\r\r", []event{{"", "a"}, {"", "b"}}},
		"no space after the colon":           {"data:a\n\n", []event{{"", "a"}}},
		"only one space is dropped":          {"data:  a\n\n", []event{{"", " a"}}},
		"comments are skipped":               {": ping\n\ndata: a\n: ping\n\n", []event{{"", "a"}}},
		"several data lines are joined":      {"data: a\ndata:\ndata: b\n\n", []event{{"", "a\n\nb"}}},
		"event type":                         {"event: error\ndata: a\n\ndata: b\n\n", []event{{"error", "a"}, {"", "b"}}},
		"event type after data":              {"data: a\nevent: error\n\n", []event{{"error", "a"}}},
		"unknown fields are ignored":         {"id: 1\nretry: 2\nfoo\ndata: a\n\n", []event{{"", "a"}}},
		"data field without colon":           {"data\n\n", []event{{"", ""}}},
		"event without data is none":         {"event: ping\n\ndata: a\n\n", []event{{"", "a"}}},
		"byte order mark":                    {"\xef\xbb\xbfdata: a\n\n", []event{{"", "a"}}},
		"an event cut by the end is dropped": {"data: a\n\ndata: b\n", []event{{"", "a"}}},
		"blank lines":                        {"\n\n\ndata: a\n\n\n", []event{{"", "a"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := readIn(t, []byte(c.stream)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			for i := range c.stream {
				if got := readIn(t, []byte(c.stream), i); !reflect.DeepEqual(got, c.want) {
					t.Errorf("split at %d: got %q, want %q", i, got, c.want)
				}
			}
		})
	}
}

func TestRecordedStreamsReadTheSameAtEverySplit(t *testing.T) {
	files, err := filepath.Glob("../testdata/recorded/*_stream*")
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, file := range files {
		stream, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		whole := readIn(t, stream)
		// Transformers is the one that ends its streams without.
		without := strings.Contains(file, "transformers")
		if last := whole[len(whole)-1].Data; (last == "[DONE]") == without {
			t.Errorf("%s ends with %q", file, last)
		}
		for i := range stream {
			if got := readIn(t, stream, i, min(i+3, len(stream))); !reflect.DeepEqual(got, whole) {
				t.Fatalf("%s read differently when split at %d and 3 bytes later", file, i)
			}
		}
	}
}

func TestALineWithoutEndIsAnErrorAndNotAllMemory(t *testing.T) {
	r := NewReader(func(_, _ []byte) { t.Error("unexpected event") })
	piece := bytes.Repeat([]byte("x"), 64<<10)
	fed := 0
	for r.Feed(piece) == nil {
		if fed += len(piece); fed > MaxEventBytes {
			t.Fatal("no error after", fed, "bytes")
		}
	}
}

func TestAnEventOfEndlessDataLinesIsAnError(t *testing.T) {
	r := NewReader(func(_, _ []byte) { t.Error("unexpected event") })
	line := []byte("data: " + strings.Repeat("x", 64<<10) + "\n")
	fed := 0
	for r.Feed(line) == nil {
		if fed += len(line); fed > 2*MaxEventBytes {
			t.Fatal("no error after", fed, "bytes")
		}
	}
}

func TestNothingIsAllocatedPerEvent(t *testing.T) {
	events := 0
	r := NewReader(func(_, _ []byte) { events++ })
	whole := []byte("data: {\"choices\":[]}\n\n")
	head, tail := whole[:9], whole[9:]
	feed := func() { _ = r.Feed(whole); _ = r.Feed(head); _ = r.Feed(tail) }
	feed() // buffers grow once
	if n := testing.AllocsPerRun(1000, feed); n != 0 {
		t.Errorf("%v allocations for two events", n)
	}
}

func TestResetForgetsAHalfReadStream(t *testing.T) {
	var got []event
	r := NewReader(func(kind, data []byte) { got = append(got, event{string(kind), string(data)}) })
	_ = r.Feed([]byte("event: error\ndata: old\nda"))
	r.Reset()
	_ = r.Feed([]byte("data: new\n\n"))
	if want := []event{{"", "new"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
