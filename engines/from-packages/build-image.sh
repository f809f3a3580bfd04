# shellcheck shell=sh
# What the build.sh of an engine's image shares. Such a script sets `engine`, sources this file and ends in build_image.
# The host's CA bundle and its apt and pip settings reach a build as secrets, which stay in no layer.

: "${engine:?the sourcing script says for which engine}"
engines=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)

say() { printf '%s: %s\n' "$engine" "$*"; }

# Makes $work, a folder that is gone when the script ends.
open_work() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# Prints one sha256 over the named files (content and name, relative to engines/).
hash_files() { (cd "$engines" && sha256sum "$@" | sha256sum | cut -d' ' -f1); }

# Prints what the image $1 says under the label $2; nothing if there is no such image.
label_of() { docker image inspect --format "{{ index .Config.Labels \"$2\" }}" "$1" 2>/dev/null || true; }

# Ends the script if the image $1 was made from files of the hash $2, unless FORCE=1.
end_if_current() {
  [ "${FORCE:-0}" != 1 ] && [ "$(label_of "$1" dyno.image.sources)" = "$2" ] || return 0
  say "$1 is up to date"
  exit 0
}

# Prints the Debian image to build on.
choose_base() {
  slim=debian:bookworm-slim own=dyno/base:bookworm
  if [ -n "${BASE_IMAGE:-}" ]; then echo "$BASE_IMAGE"; return; fi
  if docker image inspect "$slim" >/dev/null 2>&1; then echo "$slim"; return; fi
  if docker image inspect "$own" >/dev/null 2>&1; then echo "$own"; return; fi
  say "pulling $slim" >&2
  if timeout 120 docker pull -q "$slim" >/dev/null 2>&1; then echo "$slim"; return; fi
  say 'no image registry answers; making a base from Debian packages' >&2
  sh "$engines/llamacpp/base-image.sh" "$own" >&2
  echo "$own"
}

# How this host reaches Debian's and Python's packages, as files in $work for the build.
collect_host_settings() {
  export DYNO_BUILD_CA=/dev/null DYNO_BUILD_APT_CONF="$work/apt.conf" DYNO_BUILD_APT_SOURCES="$work/sources.list"
  export DYNO_BUILD_PIP_CONF="$work/pip.conf"
  for bundle in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -s "$bundle" ]; then DYNO_BUILD_CA=$bundle; break; fi
  done
  apt-config dump 2>/dev/null |
    grep -E '^Acquire::(https?|Check-Valid-Until|Check-Date|Retries|ForceIPv[46])(::| )' >"$work/apt.conf" || true
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 ~ /^bookworm(-updates|-security)?$/ && $3 == "main" { print "deb", $1, $2, $3 }' |
    sort -u >"$work/sources.list" || true
  # `pip config list` prints SECTION.KEY='VALUE', weakest first; keys of the environment come last and win.
  { echo '[global]'; python3 -m pip config list 2>/dev/null |
    sed -nE "s/^(global|:env:)\.(index-url|extra-index-url|trusted-host|proxy|timeout|retries)=(.*)\$/\2=\3/; T; p" |
    awk -F= '{ last[$1] = $0 } END { for (key in last) print last[key] }' | tr -d "'"; } >"$work/pip.conf" || true
}

# Puts the named files (relative to engines/) into one flat folder, which becomes the context of the build.
collect_context() {
  export DYNO_BUILD_CONTEXT="$work/context"
  mkdir "$DYNO_BUILD_CONTEXT"
  for file in "$@"; do cp "$engines/$file" "$DYNO_BUILD_CONTEXT/"; done
}

# Builds the service's image $1, as compose/ENGINE.yaml says how; the variables it reads are exported by now.
build_image() {
  started=$(date +%s)
  collect_host_settings
  say "building $1 on $DYNO_BASE_IMAGE"
  # Compose marks an image with its project, and containers inherit the mark: under the project's own name a
  # `docker compose down` typed by hand would take a benchmark's container for its own.
  docker compose -p dyno-image-build -f "$engines/../compose/$engine.yaml" build --progress plain "$engine" \
    >"$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; say 'the build failed, its last lines are above' >&2; exit 1; }
  say "$1 is ready after $(($(date +%s) - started)) s"
}
