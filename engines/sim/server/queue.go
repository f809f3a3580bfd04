package server

import "slices"

// queue admits sequences up to a limit, first come first served; a request of
// several prompts needs that many places at once (but is never refused for it).
type queue struct {
	limit   int // 0: none
	running int
	waiting []*generation
}

func (q *queue) fits(sequences int) bool {
	return q.limit == 0 || q.running == 0 || q.running+sequences <= q.limit
}

// enter gives a slot, or a place in the line.
func (q *queue) enter(g *generation) (admitted bool) {
	if len(q.waiting) == 0 && q.fits(len(g.choices)) {
		q.running += len(g.choices)
		return true
	}
	q.waiting = append(q.waiting, g)
	return false
}

// leave frees what g held and gives the next one that fits, nil if none does.
func (q *queue) leave(g *generation) {
	if at := slices.Index(q.waiting, g); at >= 0 {
		q.waiting = slices.Delete(q.waiting, at, at+1)
		return
	}
	q.running -= len(g.choices)
}

// next admits the head of the line if it fits.
func (q *queue) next() *generation {
	if len(q.waiting) == 0 || !q.fits(len(q.waiting[0].choices)) {
		return nil
	}
	g := q.waiting[0]
	q.waiting = slices.Delete(q.waiting, 0, 1)
	q.running += len(g.choices)
	return g
}
