package record

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"dyno/k6/extension/chunk"
	"dyno/k6/extension/instant"
	"dyno/k6/extension/stream"
)

func decode(t *testing.T, line []byte) map[string]any {
	t.Helper()
	var got map[string]any
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return got
}

func TestARecordHasEveryFieldOfTheContract(t *testing.T) {
	intended := int64(1000)
	r := &stream.Result{
		ConnectStart: 5_100, Connected: 5_150, Sent: 5_200, Headers: 5_900, FirstEvent: 6_400, FirstToken: 6_500,
		FirstAnswer: 6_500, LastToken: 6_900, End: 7_000, Outcome: stream.OK, Status: 200, Finish: "stop",
		Usage: chunk.Usage{Input: 12, Output: 40, Reasoning: -1, Cached: 0}, Events: 43, Chunks: 3, EmptyChunks: 2,
		Choices: 1, GapsUs: []uint32{210, 190}, Answer: []byte(`a\"é`), Reads: 40, CoalescedReads: 1,
		LagMaxNs: 35_999, KernelClock: true, Reused: true, RequestBytes: 300, ResponseBytes: 9000,
	}
	want := decode(t, []byte(`{"id":"r\"1\u0001","seq":7,"vu":3,"intendedUs":1000,"connectStartUs":100,"connectedUs":150,
		"sentUs":200,"headersUs":900,"firstEventUs":1400,"firstTokenUs":1500,"firstAnswerUs":1500,"lastTokenUs":1900,
		"endUs":2000,"outcome":"ok","status":200,"finishReason":"stop","error":null,"inputTokens":12,"outputTokens":40,
		"reasoningTokens":null,"cachedTokens":0,"events":43,"chunks":3,"emptyChunks":2,"choices":1,"gapsUs":[210,190],
		"reads":40,"coalescedReads":1,"lagMaxUs":35,"clock":"kernel","reused":true,"requestBytes":300,
		"responseBytes":9000,"answer":"a\"é"}`))
	got := decode(t, Append(nil, Request{ID: "r\"1\x01", Seq: 7, VU: 3, IntendedUs: &intended}, r, 5_000, true))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestWhatIsUnknownIsNull(t *testing.T) {
	r := &stream.Result{
		ConnectStart: 10, Connected: instant.Never, Sent: instant.Never, Headers: instant.Never, FirstEvent: instant.Never,
		FirstToken: instant.Never, FirstAnswer: instant.Never, LastToken: instant.Never, End: 20,
		Outcome: stream.HTTPError, Error: "refused", Usage: chunk.Usage{Input: -1, Output: -1, Reasoning: -1, Cached: -1}, LagMaxNs: -1,
	}
	got := decode(t, Append(nil, Request{ID: "r1"}, r, 0, false))
	for _, key := range []string{"intendedUs", "connectedUs", "sentUs", "headersUs", "firstEventUs", "firstTokenUs", "firstAnswerUs",
		"lastTokenUs", "status", "finishReason", "inputTokens", "outputTokens", "reasoningTokens", "cachedTokens", "lagMaxUs", "answer"} {
		if value, there := got[key]; !there || value != nil {
			t.Errorf("%s is %v", key, value)
		}
	}
	if got["error"] != "refused" || got["clock"] != "read" || len(got["gapsUs"].([]any)) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestAnAnswerWithBytesThatAreNoUTF8StaysAJSONString(t *testing.T) {
	r := &stream.Result{Answer: []byte("a\xffb\\n")}
	if got := decode(t, Append(nil, Request{}, r, 0, true)); got["answer"] != "a\ufffdb\n" {
		t.Errorf("answer %q", got["answer"])
	}
}

func TestRecordsAreOneLineEach(t *testing.T) {
	path := filepath.Join(t.TempDir(), "requests.jsonl")
	w, err := NewWriter(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		w.Write(Append(nil, Request{ID: "a\nb", Seq: i}, &stream.Result{}, 0, false))
	}
	w.Flush()
	if text, _ := os.ReadFile(path); strings.Count(string(text), "\n") != 3 {
		t.Errorf("after a flush: %q", text)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFullDiskIsReportedWhenTheRecordsAreClosed(t *testing.T) {
	w, err := NewWriter("/dev/full")
	if err != nil {
		t.Skip("this system has no /dev/full:", err)
	}
	w.Write([]byte("{}\n"))
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("got %v", err)
	}
}

func TestTheReportIsPutInPlaceWhole(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "client.json")
	report := &Report{Version: 1, Outcomes: map[string]int64{"ok": 2}, StoppedBy: "done"}
	if err := report.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := decode(t, text)
	if got["t0UnixNs"] != nil || got["readerLagUs"] != nil || got["stoppedBy"] != "done" {
		t.Errorf("got %v", got)
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	if err := report.WriteFile(filepath.Join(folder, "none", "client.json")); err == nil {
		t.Error("a folder that is not there was no error")
	}
}
