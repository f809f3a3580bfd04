package loop

// Timer calls Fire on the loop once DueNs (CLOCK_MONOTONIC) has come. The zero
// value with Fire set is ready for Loop.At; a fired timer may be armed again.
type Timer struct {
	Fire  func()
	DueNs int64
	order uint64 // ties are served in the order of arming, so equal due times rotate
	index int    // place in the heap plus one; 0 when not armed
}

// Armed says whether the timer waits to fire.
func (t *Timer) Armed() bool { return t.index != 0 }

// timers is a binary heap ordered by due time: absolute instants, so a late
// firing never delays the next one, and no allocation per arming.
type timers struct {
	heap  []*Timer
	order uint64
}

func (h *timers) arm(t *Timer, dueNs int64) {
	h.cancel(t)
	h.order++
	t.DueNs, t.order = dueNs, h.order
	h.heap = append(h.heap, t)
	t.index = len(h.heap)
	h.up(len(h.heap) - 1)
}

func (h *timers) cancel(t *Timer) {
	if t.index == 0 {
		return
	}
	at, last := t.index-1, len(h.heap)-1
	h.swap(at, last)
	h.heap[last] = nil
	h.heap = h.heap[:last]
	t.index = 0
	if at < last {
		h.up(at)
		h.down(at)
	}
}

func (h *timers) less(a, b int) bool {
	x, y := h.heap[a], h.heap[b]
	return x.DueNs < y.DueNs || (x.DueNs == y.DueNs && x.order < y.order)
}

func (h *timers) swap(a, b int) {
	h.heap[a], h.heap[b] = h.heap[b], h.heap[a]
	h.heap[a].index, h.heap[b].index = a+1, b+1
}

func (h *timers) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(i, parent) {
			return
		}
		h.swap(i, parent)
		i = parent
	}
}

func (h *timers) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(h.heap) {
			return
		}
		if right := child + 1; right < len(h.heap) && h.less(right, child) {
			child = right
		}
		if !h.less(child, i) {
			return
		}
		h.swap(i, child)
		i = child
	}
}
