// Package extension is the JavaScript module k6/x/dyno: the only part of the load
// generator that knows k6. Everything that is measured happens in its subpackages.
package extension

import (
	"fmt"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/common"
	"go.k6.io/k6/v2/js/modules"
)

func init() { modules.Register("k6/x/dyno", new(Module)) }

// Module is the root of the JavaScript module, one per process.
type Module struct{ test shared }

// instance is what one virtual user sees.
type instance struct {
	module  *Module
	vu      modules.VU
	exports modules.Exports
}

// NewModuleInstance is called once per virtual user.
func (m *Module) NewModuleInstance(vu modules.VU) modules.Instance {
	i := &instance{module: m, vu: vu}
	// Made once: k6 asks for the exports at every use of an imported name.
	i.exports = modules.Exports{Default: map[string]any{
		"options": i.options,
		"run":     i.run,
		"finish":  i.finish,
	}}
	return i
}

// Exports is modules.Instance.
func (i *instance) Exports() modules.Exports { return i.exports }

// options reads the load file and returns the k6 options of the test. kind is the
// scenario's own name, which the load file must ask for.
func (i *instance) options(path, kind string) (sobek.Value, error) {
	if i.vu.InitEnv() == nil {
		return nil, fmt.Errorf("dyno.options belongs in the init context")
	}
	if path == "" {
		return nil, fmt.Errorf("no load file: start k6 with -e DYNO_LOAD=/path/to/load.json")
	}
	if err := i.module.test.open(path, kind); err != nil {
		return nil, err
	}
	return i.vu.Runtime().ToValue(k6Options()), nil
}

// run sends every request of the test and returns when the last one has ended.
func (i *instance) run() error {
	test := i.module.test.get()
	if test == nil {
		return fmt.Errorf("call dyno.options first, in the init context")
	}
	return test.Play(i.vu.Context())
}

// finish writes the client's report; teardown() calls it.
func (i *instance) finish() {
	test := i.module.test.get()
	if test == nil {
		return
	}
	if err := test.Finish(); err != nil {
		common.Throw(i.vu.Runtime(), err)
	}
}

// longTime is a limit that k6 asks for and that the load file sets instead.
const longTime = "8760h"

// k6Options: one virtual user, which lets Go send everything. A virtual user per
// request in flight would cost 90 KB and 0.2 ms of start each, and would put its
// scheduling between the answer and the next request. Nothing is measured by k6.
func k6Options() map[string]any {
	return map[string]any{
		"scenarios": map[string]any{
			"dyno": map[string]any{
				"executor":     "shared-iterations",
				"vus":          1,
				"iterations":   1,
				"maxDuration":  longTime,
				"gracefulStop": longTime,
			},
		},
		"systemTags":     []string{},
		"noCookiesReset": true,
	}
}
