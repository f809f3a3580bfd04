package fault

import (
	"strings"
	"testing"
)

func TestAListOfFaultsIsRead(t *testing.T) {
	set := None()
	if err := set.Add("cut-after=5, no-usage,auth-key=secret,freeze-before,garbage"); err != nil {
		t.Fatal(err)
	}
	want := None()
	want.CutAfter, want.NoUsage, want.AuthKey, want.FreezeAfter, want.GarbageAfter = 5, true, "secret", 0, 1
	if set != want {
		t.Fatalf("got %+v", set)
	}
}

func TestAWrongFaultIsNamed(t *testing.T) {
	for list, part := range map[string]string{
		"cut-aftr=5":    `unknown fault "cut-aftr"`,
		"cut-after":     "fault cut-after: needs a whole number",
		"cut-after=-1":  "fault cut-after: needs a whole number",
		"no-done=maybe": "fault no-done: takes no value",
		"auth-key":      "fault auth-key: needs a value",
	} {
		set := None()
		if err := set.Add(list); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: got %v", list, err)
		}
	}
}

func TestARequestMayNotAskForAFaultOfTheProcess(t *testing.T) {
	request := None().Request
	if err := request.Add("auth-key=x"); err == nil {
		t.Fatal("accepted")
	}
	if err := request.Add("no-done"); err != nil || !request.NoDone {
		t.Fatalf("got %+v, %v", request, err)
	}
}
