package extension

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"dyno/k6/extension/run"
)

const (
	// parentCheck is how often the parent process is looked for.
	parentCheck = 250 * time.Millisecond
	// orphanGrace is what a test without a parent gets for writing its report.
	orphanGrace = 5 * time.Second
	// orphanExit is k6's own exit code for "stopped from outside".
	orphanExit = 105
)

// tuneProcess sets what belongs to the process and not to the test.
func tuneProcess(test *run.Run) {
	test.Tune(run.Tuning{NormalPriority: os.Getenv("DYNO_PRIORITY") == "normal"})
	// A watcher that closed our stdout must not kill the test before its records
	// are written: progress lines then fail, and nothing else.
	signal.Ignore(syscall.SIGPIPE)
	if os.Getenv("DYNO_OUTLIVE_PARENT") == "" {
		go endWithParent(test)
	}
}

// endWithParent cancels the test when the process that started k6 is gone, however
// it died. The parent's id is polled: the kernel's death signal belongs to the
// thread that forked, and would also come when only that thread ends.
func endWithParent(test *run.Run) {
	parent := os.Getppid()
	for os.Getppid() == parent {
		time.Sleep(parentCheck)
	}
	test.Cancel()
	time.Sleep(orphanGrace)
	_ = test.Finish()
	os.Exit(orphanExit)
}
