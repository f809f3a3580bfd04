package run

import (
	"bytes"
	"context"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// secureServer wants a key, and is impolite enough to send it back when it refuses.
func secureServer(t *testing.T, key string) (url, caFile string) {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("X-Team") != "dyno":
			w.WriteHeader(http.StatusTeapot)
		case r.Header.Get("Authorization") != "Bearer right-"+key:
			http.Error(w, strings.Repeat("x", 170)+" bad key: "+r.Header.Get("Authorization"), http.StatusUnauthorized)
		default:
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, word+word+final)
		}
	}))
	t.Cleanup(server.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(caFile, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return server.URL, caFile
}

func TestAKeyReachesTheServerOverTLSAndNothingThatIsWritten(t *testing.T) {
	const secret = "key-0123456789abcdef"
	url, caFile := secureServer(t, secret)
	for prefix, outcome := range map[string]string{"right-": "ok", "wrong-": "httpError"} {
		keyFile := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(keyFile, []byte(prefix+secret+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p := plan{folder: t.TempDir(), requests: 12, concurrency: 3, change: map[string]any{
			"bearerFile": keyFile, "caFile": caFile, "headers": map[string]any{"X-Team": "dyno"},
		}}
		var stdout bytes.Buffer
		play(t, p.open(t, url, &stdout), context.Background())
		out := read(t, p.folder)
		if out.count(outcome) != 12 {
			t.Errorf("%s: report %v, first record %v", prefix, out.report, out.records[0])
		}
		records, _ := os.ReadFile(filepath.Join(p.folder, "requests.jsonl"))
		report, _ := os.ReadFile(filepath.Join(p.folder, "client.json"))
		for _, text := range []string{stdout.String(), string(records), string(report)} {
			if strings.Contains(text, "key-") || strings.Contains(text, prefix) {
				t.Errorf("the key is in %.300s", text)
			}
		}
	}
}

func TestConnectionsAreOpenBeforeTheTestBegins(t *testing.T) {
	p := plan{folder: t.TempDir(), requests: 40, concurrency: 20, change: map[string]any{"leadMs": 20}}
	play(t, p.open(t, streamServer(t, nil), new(bytes.Buffer)), context.Background())
	opened := 0
	for _, record := range read(t, p.folder).records {
		if record["connectedUs"] == nil {
			continue
		}
		opened++
		if record["connectedUs"].(float64) >= 0 || record["connectStartUs"].(float64) > record["connectedUs"].(float64) || record["reused"] != false {
			t.Errorf("record %v", record)
		}
	}
	if opened != 20 {
		t.Errorf("%d connections, wanted 20", opened)
	}
}
