package truth

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestALineIsJSONWithNullForWhatNeverHappened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "truth.jsonl")
	log, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	log.Append(&Record{ID: `a"b`, ReceivedNs: 5, ReceivedFrom: "kernel", TokenNs: []int64{7, 9}, Tokens: 2, Status: 200, Outcome: "ok"})
	log.Append(&Record{ID: "x", Outcome: "httpError"})
	if err = log.Close(); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	var first, second map[string]any
	if len(lines) != 2 || json.Unmarshal(lines[0], &first) != nil || json.Unmarshal(lines[1], &second) != nil {
		t.Fatalf("not two JSON lines: %s", data)
	}
	if first["id"] != `a"b` || first["firstTokenNs"] != 7.0 || first["lastTokenNs"] != 9.0 || first["chunks"] != 2.0 || first["endNs"] != nil {
		t.Errorf("got %v", first)
	}
	if second["firstTokenNs"] != nil || len(second["tokenNs"].([]any)) != 0 {
		t.Errorf("got %v", second)
	}
}

func TestAPathThatCannotBeWrittenIsAnError(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none", "truth.jsonl")); err == nil {
		t.Fatal("accepted")
	}
}
