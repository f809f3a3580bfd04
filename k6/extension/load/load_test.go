package load

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dyno/k6/extension/httpwire"
)

const good = `{"version":1,"url":"http://127.0.0.1:1","headers":{},"bearerFile":null,"proxy":null,"tlsInsecure":false,
"caFile":null,"workload":"/w","records":"/r","clientReport":"/c","shape":{"kind":"concurrency","concurrency":4},
"requests":10,"maxDurationMs":null,"drainMs":30000,"requestTimeoutMs":120000,"leadMs":500,"keepAnswer":false}`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestALoadFileIsReadWhole(t *testing.T) {
	l, err := Read(write(t, good))
	if err != nil {
		t.Fatal(err)
	}
	if l.MaxDuration() != 0 || l.Drain().Seconds() != 30 || l.Shape.Streams(3) != 3 || l.Shape.Streams(9) != 4 {
		t.Errorf("got %+v", l)
	}
}

func TestEveryMistakeOfALoadFileIsNamedAtOnce(t *testing.T) {
	text := strings.NewReplacer(`"version":1`, `"version":2`, `"/w"`, `"w"`, `"concurrency":4`, `"concurrency":0`,
		`"requests":10`, `"requests":0`, `"leadMs":500`, `"leadMs":-1`, `"maxDurationMs":null`, `"maxDurationMs":0`,
		`"requestTimeoutMs":120000`, `"requestTimeoutMs":0`).Replace(good)
	_, err := Read(write(t, text))
	for _, word := range []string{"version", "workload", "concurrency", "requests", "leadMs", "maxDurationMs", "requestTimeoutMs"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s is not named in: %v", word, err)
		}
	}
}

func TestAnUnknownFieldIsAMistake(t *testing.T) {
	_, err := Read(write(t, strings.Replace(good, `"leadMs"`, `"leedMs"`, 1)))
	if err == nil || !strings.Contains(err.Error(), "leedMs") {
		t.Error(err)
	}
}

func TestTargetsThatCannotBeReachedAreRefused(t *testing.T) {
	missing := "/no/such/file"
	for name, change := range map[string]func(*Load){
		"no scheme":       func(l *Load) { l.URL = "127.0.0.1:8000" },
		"another scheme":  func(l *Load) { l.URL = "ftp://host" },
		"user in the URL": func(l *Load) { l.URL = "http://user@host" },
		"no key file":     func(l *Load) { l.BearerFile = &missing },
		"no CA file":      func(l *Load) { l.URL, l.CAFile = "https://host", &missing },
		"a bad proxy":     func(l *Load) { proxy := "socks5://host"; l.Proxy = &proxy },
	} {
		l, err := Read(write(t, good))
		if err != nil {
			t.Fatal(err)
		}
		change(l)
		if _, err := l.Target(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func workload(t *testing.T, count int, lines ...string) ([]Item, error) {
	t.Helper()
	return ReadWorkload(write(t, strings.Join(lines, "\n")), count, func(path string) (httpwire.Head, error) {
		return httpwire.NewHead(path, "h", nil)
	})
}

func TestBodiesAreKeptByteForByte(t *testing.T) {
	body := `{"a" : 1.0,"b":"\u00e9 é"}`
	items, err := workload(t, 2,
		`{"id":"r1","path":"/v1/completions","intendedUs":null,"body":`+body+`,"meta":{"x":1}}`, "",
		`{"id":"r2","path":"/v1/completions","intendedUs":1500,"body":{}}`)
	if err != nil {
		t.Fatal(err)
	}
	if string(items[0].Body) != body || items[0].IntendedUs != nil || *items[1].IntendedUs != 1500 {
		t.Errorf("got %+v", items)
	}
}

func TestTheNumberOfChoicesFollowsFromTheBody(t *testing.T) {
	for body, want := range map[string]int{
		`{"prompt":"a"}`: 1, `{"prompt":["a","b","c"]}`: 3, `{"prompt":[1,2,3]}`: 1, `{"prompt":[[1],[2,3]]}`: 2,
		`{"messages":[],"n":3}`: 3, `{"prompt":["a","b"],"n":2}`: 4, `{"prompt":[]}`: 1, `{"n":null}`: 1,
	} {
		if got, err := expectedChoices(json.RawMessage(body)); err != nil || got != want {
			t.Errorf("%s: %d, %v", body, got, err)
		}
	}
}

func TestABadWorkloadLineIsNamedByItsNumber(t *testing.T) {
	line := `{"id":"r1","path":"/v1","intendedUs":5,"body":{}}`
	for name, second := range map[string]string{
		"no JSON": `{"id":`, "no id": `{"path":"/v1","body":{}}`, "id with a line end": `{"id":"r\n2","path":"/v1","body":{}}`, "no body": `{"id":"r2","path":"/v1"}`,
		"body is no object":         `{"id":"r2","path":"/v1","body":[]}`,
		"goes back in time":         `{"id":"r2","path":"/v1","intendedUs":4,"body":{}}`,
		"intended before the start": `{"id":"r2","path":"/v1","intendedUs":-1,"body":{}}`,
	} {
		if _, err := workload(t, 2, line, second); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := workload(t, 3, line, line); err == nil || !strings.Contains(err.Error(), "has 2 requests") {
		t.Errorf("too few lines: %v", err)
	}
}
