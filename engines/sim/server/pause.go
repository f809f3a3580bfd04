package server

import (
	"net/url"
	"strconv"

	"dyno/sim/clock"
	"dyno/sim/loop"
	"dyno/sim/personality"
	"dyno/sim/wire"
)

// pause freezes everything, as a stopped process would. Afterwards work goes on
// where it stood: what was due moves by the length of the pause, and requests
// that came meanwhile begin when it ends.
func (s *Server) pause(ms int) {
	startNs := clock.NowNs()
	s.loop.Freeze(startNs + int64(ms)*1e6)
	s.resumedNs = clock.NowNs()
	for g := range s.active {
		g.pace.Shift(s.resumedNs - startNs)
		if g.timer.Armed() {
			s.loop.At(&g.timer, g.pace.DueNs())
		}
	}
}

// pauseOnRequest serves POST /sim/pause?ms=N: the pause begins after the answer is sent.
func (s *Server) pauseOnRequest(c *conn, r wire.Request) {
	const longestMs = 600_000
	query, _ := url.ParseQuery(r.Query)
	ms, err := strconv.Atoi(query.Get("ms"))
	if err != nil || ms < 1 || ms > longestMs {
		c.refuseWith(r, personality.Refusal{
			Status: 400, Type: "BadRequestError", Param: "ms", Message: "want /sim/pause?ms=N with N from 1 to 600000",
		})
		return
	}
	c.reply(r, personality.Reply{Status: 200, Body: `{"pausing":true}`})
	s.after(0, func() { s.pause(ms) })
}

func (s *Server) afterTimer(t *loop.Timer, ms int, fn func()) {
	t.Fire = fn
	s.loop.At(t, clock.NowNs()+int64(ms)*1e6)
}
