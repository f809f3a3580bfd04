package record

import (
	"fmt"
	"io"
)

// Progress is a line about a running test.
type Progress struct {
	TMs                                                int64
	Planned, Claimed, Sent, Done, OK, Failed, InFlight int
	OutputChunks                                       int64
	Live                                               Live
}

// Print writes the line. Progress is for watching: a reader that is gone is no error.
func (p Progress) Print(w io.Writer) {
	line := fmt.Appendf(nil, `{"event":"progress","tMs":%d,"planned":%d,"claimed":%d,"sent":%d,"done":%d,"ok":%d,"failed":%d,"inFlight":%d,"outputChunks":%d,`,
		p.TMs, p.Planned, p.Claimed, p.Sent, p.Done, p.OK, p.Failed, p.InFlight, p.OutputChunks)
	line = fmt.Appendf(line, `"outputTokens":%d,"ttft":`, p.OutputChunks+p.Live.correction)
	line = append(p.Live.ttft.appendTo(line), `,"tpot":`...)
	_, _ = w.Write(append(p.Live.tpot.appendTo(line), "}\n"...))
}

// PrintStart writes the first line, at t0.
func PrintStart(w io.Writer, t0UnixNs int64) {
	_, _ = fmt.Fprintf(w, `{"event":"start","t0UnixNs":"%d"}`+"\n", t0UnixNs)
}
