#!/bin/sh
# `make setup`: brings this machine to where `./dyno bench` runs. Idempotent; skips what is up to date.
# Writes .tools/setup.json, which `./dyno doctor` shows. Exit code 0 if a measurement is possible,
# if need be without Docker; else 4.
set -u

setup_dir=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
tools=$(CDPATH='' cd -- "$setup_dir/../.." && pwd -P)/.tools
mkdir -p "$tools" || exit 4
findings=$tools/.setup.findings.$$
DYNO_STEP_RESULT=$tools/.setup.result.$$
export DYNO_STEP_RESULT
interrupted=0
trap 'interrupted=130' INT
trap 'interrupted=143' TERM HUP
trap 'exit 141' PIPE
trap 'rm -f "$findings" "$DYNO_STEP_RESULT"' EXIT
total=7
number=0
unfit=0

# Milliseconds since 1970 (date without %N: whole seconds).
now_ms() {
  case $(date +%N) in
    *N*) echo "$(date +%s)000" ;;
    *) echo $(($(date +%s%N) / 1000000)) ;;
  esac
}

# Milliseconds as seconds with one decimal.
as_seconds() { echo "$(($1 / 1000)).$(($1 % 1000 / 100))"; }

# Quotes stdin as one JSON string.
as_json() { tr '\n\t' '  ' | tr -d '\000-\037' | sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/ *$/"/'; }

# Runs step $1, which is there for the reason $2; $3 is `must` if nothing can be measured without it.
run_step() {
  number=$((number + 1))
  printf '[%d/%d] %-9s %s' "$number" "$total" "$1" "$2"
  rm -f "$DYNO_STEP_RESULT"
  began=$(now_ms)
  sh "$setup_dir/$1.sh"
  code=$?
  seconds=$(as_seconds $(($(now_ms) - began)))
  if [ "$interrupted" != 0 ]; then
    printf '\nsetup: interrupted in step %s; what was finished stays, run it again to go on\n' "$1"
    exit "$interrupted"
  fi
  if [ -s "$DYNO_STEP_RESULT" ]; then
    { read -r state && read -r why && read -r mend; } <"$DYNO_STEP_RESULT"
  else
    state=missing why="the step ended with exit code $code" mend="sh src/setup/$1.sh"
  fi
  case $state in
    skipped) printf ': up to date (%s s)\n' "$seconds" ;;
    ok) printf '\n      ok, %s s: %s\n' "$seconds" "$why" ;;
    *)
      printf '\n      MISSING, %s s: %s\n      to mend it: %s\n' "$seconds" "$why" "$mend"
      [ "$3" != must ] || unfit=4 ;;
  esac
  [ ! -s "$findings" ] || printf ',\n' >>"$findings"
  printf '  {"name":"%s","state":"%s","seconds":%s,"why":%s,"mend":%s}' "$1" "$state" "$seconds" \
    "$(printf %s "$why" | as_json)" "$(if [ -n "$mend" ]; then printf %s "$mend" | as_json; else echo null; fi)" >>"$findings"
}

write_findings() {
  { printf '{"version":1,"fit":%s,"steps":[\n' "$([ $unfit = 0 ] && echo true || echo false)"; cat "$findings"; printf '\n]}\n'; } >"$tools/.setup.json.$$"
  mv -f "$tools/.setup.json.$$" "$tools/setup.json"
}

exec 9>"$tools/setup.lock"
if ! flock -n 9; then
  echo 'setup: another set-up of this checkout is running; waiting for it'
  flock 9 || exit 4
fi
# What a killed set-up left (an hour old, since a step may also run alone just now).
if [ -d "$tools/scratch" ]; then find "$tools/scratch" -mindepth 1 -maxdepth 1 -mmin +60 -exec rm -rf {} +; fi
find "$tools" -maxdepth 1 -name '.setup.*' -mmin +60 -exec rm -f {} +
started=$(now_ms)
run_step node 'the runtime of Dyno, the same version everywhere' must
run_step packages 'the libraries Dyno is built on' must
run_step k6 'the load generator: k6 with our streaming client' must
run_step sim 'the simulated engine, for tests and for machines without Docker' must
run_step docker 'Docker Engine, which runs each engine in its own container' may
run_step compose 'the Compose plugin, which reads the definition of each engine' may
run_step images 'the images of the CPU engine and of the simulated engine' may
write_findings
printf 'setup: %s s in all' "$(as_seconds $(($(now_ms) - started)))"
if [ $unfit != 0 ]; then
  printf '; a measurement is NOT possible yet, see MISSING above\n'
elif grep -q '"state":"missing"' "$tools/setup.json"; then
  printf '; measurements work, but without what is MISSING above\n'
else
  printf '\n'
fi
exit $unfit
