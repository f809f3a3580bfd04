package priority

import (
	"os"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// niceness lists that of every thread.
func niceness(t *testing.T) map[int]int32 {
	t.Helper()
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]int32{}
	for _, task := range tasks {
		id, _ := strconv.Atoi(task.Name())
		if attr, err := unix.SchedGetAttr(id, 0); err == nil {
			all[id] = attr.Nice
			if attr.Policy != unix.SCHED_NORMAL {
				t.Errorf("thread %d has policy %d", id, attr.Policy)
			}
		}
	}
	return all
}

func TestEveryThreadIsRaisedAndLoweredAgain(t *testing.T) {
	before, err := unix.SchedGetAttr(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	reached, lower := Raise()
	want := before.Nice
	if reached == Nice {
		want = highest
	}
	for id, nice := range niceness(t) {
		if nice != want {
			t.Errorf("%s reached, thread %d has %d", reached, id, nice)
		}
	}
	lower()
	for id, nice := range niceness(t) {
		if nice != before.Nice {
			t.Errorf("afterwards thread %d has %d", id, nice)
		}
	}
}

func TestThreadsThatRefuseAreReported(t *testing.T) {
	asked := 0
	if forEachThread(func(int) error { asked++; return unix.EPERM }) || asked != 1 {
		t.Errorf("%d threads were asked", asked)
	}
	if !forEachThread(func(int) error { return unix.ESRCH }) {
		t.Error("a thread that has ended counts as a refusal")
	}
}
