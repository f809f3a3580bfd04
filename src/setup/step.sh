# shellcheck shell=sh
# What every set-up step shares; a step sources it first: . "$(dirname "$0")/step.sh"
#
# Contract with setup.sh: a step ends with `finish STATE WHY [MEND]`, which
# leaves three lines in $DYNO_STEP_RESULT (state, why, the one command that
# mends it). Run alone (`sh src/setup/docker.sh`) a step does the same work
# and writes no stamp, so that a call under sudo leaves no file of root's.
set -eu

setup_dir=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
# shellcheck disable=SC2034 # read by the steps
root=$(CDPATH='' cd -- "$setup_dir/../.." && pwd -P)
tools=$root/.tools
scratch=
cd "$root"

# Prints one progress line. The line before it is still open: setup.sh ends it
# with the outcome, on the same line where a step has nothing to say.
say() { printf '\n      %s' "$*"; }

# Makes $scratch, a folder beside the final places (so a rename is atomic) that is gone when the step ends.
open_scratch() {
  mkdir -p "$tools/scratch"
  scratch=$(mktemp -d "$tools/scratch/XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  trap 'exit 141' PIPE
}

# Ends the step: STATE (ok, skipped, missing), WHY, and for missing the command that MENDs it.
finish() {
  why=$(printf %s "$2" | tr '\n' ' ')
  if [ -n "${DYNO_STEP_RESULT:-}" ]; then
    printf '%s\n%s\n%s\n' "$1" "$why" "${3:-}" >"$DYNO_STEP_RESULT"
  else
    printf '\n      %s: %s\n' "$1" "$why"
    [ -z "${3:-}" ] || printf '      to mend it: %s\n' "$3"
  fi
  [ "$1" != missing ] || exit 4
  exit 0
}

# Prints one sha256 over the text in $1 and the named files (content and name, relative to the root).
hash_inputs() {
  text=$1
  shift
  { printf '%s\n' "$text"; [ $# -eq 0 ] || sha256sum -- "$@"; } | sha256sum | cut -d' ' -f1
}

# Prints the files under the folder $1 that find's further arguments choose, sorted the same everywhere.
list_files() {
  folder=$1
  shift
  find "$folder" -type f "$@" | LC_ALL=C sort
}

# True if the stamp of step $1 says $2 and every further path is there.
is_current() {
  stamp_file=$tools/stamps/$1
  [ -f "$stamp_file" ] && read -r stamped <"$stamp_file" && [ "$stamped" = "$2" ] || return 1
  shift 2
  for output in "$@"; do [ -e "$output" ] || return 1; done
}

# Records that step $1 was done for the inputs $2.
write_stamp() {
  [ -n "${DYNO_STEP_RESULT:-}" ] || return 0
  mkdir -p "$tools/stamps"
  printf '%s\n' "$2" >"$tools/stamps/.$1.$$"
  mv -f "$tools/stamps/.$1.$$" "$tools/stamps/$1"
}

# Runs a command with its output in a log that is shown only if the command fails.
quietly() {
  log=$tools/$1.log
  mkdir -p "$tools"
  shift
  if "$@" >"$log" 2>&1; then return 0; fi
  say "failed: $*"
  printf '\n'
  # npm says the reason first and then its usage; compilers and apt say it last.
  { head -n 6 "$log"; [ "$(wc -l <"$log")" -le 18 ] || echo ...; tail -n +7 "$log" | tail -n 12; } | sed 's/^/      | /'
  return 1
}
