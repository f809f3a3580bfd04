package metrics

import (
	"strings"
	"testing"
)

func TestAHistogramIsCumulative(t *testing.T) {
	m := New(`a"b`)
	for _, ns := range []int64{500_000, 1_000_000, 30_000_000, 100e9} {
		m.TTFT.Observe(ns)
	}
	page := string(m.AppendTo(nil))
	for _, line := range []string{
		`sim:time_to_first_token_seconds_bucket{model_name="a\"b",le="0.001"} 2`,
		`sim:time_to_first_token_seconds_bucket{model_name="a\"b",le="0.04"} 3`,
		`sim:time_to_first_token_seconds_bucket{model_name="a\"b",le="80"} 3`,
		`sim:time_to_first_token_seconds_bucket{model_name="a\"b",le="+Inf"} 4`,
		`sim:time_to_first_token_seconds_sum{model_name="a\"b"} 100.0315`,
		`sim:time_to_first_token_seconds_count{model_name="a\"b"} 4`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("missing: %s", line)
		}
	}
}

func TestEveryFamilyHasHelpAndType(t *testing.T) {
	page := string(New("m").AppendTo(nil))
	if help, kind := strings.Count(page, "# HELP sim:"), strings.Count(page, "# TYPE sim:"); help != 10 || kind != 10 {
		t.Fatalf("%d HELP and %d TYPE lines", help, kind)
	}
}
