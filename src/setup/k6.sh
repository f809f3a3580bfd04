#!/bin/sh
# The load generator: k6 with our streaming extension, one static program in .tools/k6.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"
# shellcheck source=go-build.sh
. "$setup_dir/go-build.sh"
build_static k6 k6
