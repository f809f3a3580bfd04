#!/bin/sh
# The images that are built here: the CPU engine and the simulated engine.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"
finish missing 'not there yet' 'make setup'
