package personality

// Startup is how an engine comes up within the start delay.
type Startup struct {
	// OpensAt is the part of the delay after which the port is open though the model is not warmed up; 1 and 0: never.
	OpensAt float64
	Steps   []Step
	// Loading answers while the port is open and the engine is not ready; nil leaves a path to its route.
	Loading func(path string) *Reply
	// Ready is what is printed last.
	Ready func(v *View) []string
}

// Step is what an engine prints after a part of its start-up.
type Step struct {
	At    float64
	Lines func(v *View) []string
}
