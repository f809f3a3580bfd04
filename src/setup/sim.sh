#!/bin/sh
# The simulated engine as a program, for tests and for machines without Docker, in .tools/sim.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"
# shellcheck source=go-build.sh
. "$setup_dir/go-build.sh"
build_static sim engines/sim
