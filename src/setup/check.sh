#!/bin/sh
# `make check`: every check is run, then the exit code says whether all passed.
set -u
cd "$(dirname "$0")/../.." || exit 1
failed=''

# Runs the check $1 (its name is shown if it fails).
run_check() {
  name=$1
  shift
  if "$@"; then echo "check: $name ok"; else failed="$failed $name"; fi
}

# gofmt prints the files that are not in format and yet exits with 0.
is_gofmt() {
  unformatted=$(gofmt -l k6 engines/sim) || return 1
  [ -z "$unformatted" ] || { echo "not in gofmt's format: $unformatted (make format)"; return 1; }
}

go_vet() { for folder in k6 engines/sim; do (cd "$folder" && CGO_ENABLED=0 go vet ./...) || return 1; done; }

run_check 'format, lint, types' .tools/node/bin/npm --silent run check
run_check gofmt is_gofmt
run_check 'go vet' go_vet
if command -v shellcheck >/dev/null; then
  run_check shellcheck shellcheck -x dyno .ci/run src/setup/*.sh engines/*/*.sh compose/*/*.sh
else
  echo 'check: shellcheck is not installed, left out'
fi
[ -z "$failed" ] || { echo "check: FAILED:$failed"; exit 1; }
