package priority

import (
	"os"
	"strconv"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// policies lists the scheduling policy of every thread.
func policies(t *testing.T) map[int]uint32 {
	t.Helper()
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]uint32{}
	for _, task := range tasks {
		id, _ := strconv.Atoi(task.Name())
		if attr, err := unix.SchedGetAttr(id, 0); err == nil {
			all[id] = attr.Policy
		}
	}
	return all
}

func TestEveryThreadIsRaisedAndLoweredAgain(t *testing.T) {
	before := policies(t)
	reached, lower := Raise()
	want := uint32(unix.SCHED_NORMAL)
	if reached == FIFO {
		want = unix.SCHED_FIFO
	}
	for id, policy := range policies(t) {
		if policy != want {
			t.Errorf("%s reached, thread %d has policy %d", reached, id, policy)
		}
	}
	lower()
	for id, policy := range policies(t) {
		if policy != before[id] && before[id] != 0 || policy != unix.SCHED_NORMAL {
			t.Errorf("afterwards thread %d has policy %d", id, policy)
		}
	}
}

func TestThreadsThatRefuseAreReported(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	if forEachThread(func(int) error { mu.Lock(); defer mu.Unlock(); asked++; return unix.EPERM }) || asked != 1 {
		t.Errorf("%d threads were asked", asked)
	}
	if !forEachThread(func(int) error { return unix.ESRCH }) {
		t.Error("a thread that has ended counts as a refusal")
	}
}
