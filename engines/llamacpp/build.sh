#!/bin/sh
# Builds the image dyno/llamacpp:dev; does nothing if it is there and made from the same files.
#
# BASE_IMAGE=IMAGE chooses the base. Without it: debian:bookworm-slim if it is there or can be pulled, else a base
# made from Debian packages (base-image.sh). FORCE=1 builds in any case.
# The host's CA bundle and its apt and pip settings reach the build as secrets, which stay in no layer.
set -eu

here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
compose_file=$here/../../compose/llamacpp.yaml
image=dyno/llamacpp:dev
model=$here/model/dyno-1m/dyno-1m-q8_0.gguf
started=$(date +%s)

say() { printf 'llamacpp: %s\n' "$*"; }

hash_files() { (cd "$here" && sha256sum "$@" | sha256sum | cut -d' ' -f1); }

label_of() { docker image inspect --format "{{ index .Config.Labels \"$2\" }}" "$1" 2>/dev/null || true; }

# Prints the image to build on.
choose_base() {
  slim=debian:bookworm-slim own=dyno/base:bookworm
  if [ -n "${BASE_IMAGE:-}" ]; then echo "$BASE_IMAGE"; return; fi
  if docker image inspect "$slim" >/dev/null 2>&1; then echo "$slim"; return; fi
  if docker image inspect "$own" >/dev/null 2>&1; then echo "$own"; return; fi
  say "pulling $slim" >&2
  if timeout 120 docker pull -q "$slim" >/dev/null 2>&1; then echo "$slim"; return; fi
  say 'no image registry answers; making a base from Debian packages' >&2
  sh "$here/base-image.sh" "$own" >&2
  echo "$own"
}

# How this host reaches Debian's and Python's packages, as files for the build.
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

sources=$(hash_files Dockerfile apt-install.sh serve.py healthcheck.py requirements.txt "${model#"$here"/}")
if [ "${FORCE:-0}" != 1 ] && [ "$(label_of "$image" dyno.image.sources)" = "$sources" ]; then
  say "$image is up to date"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

DYNO_BASE_IMAGE=$(choose_base)
DYNO_SOURCES_SHA256=$sources
DYNO_MODEL_SHA256=$(sha256sum "$model" | cut -d' ' -f1)
export DYNO_BASE_IMAGE DYNO_SOURCES_SHA256 DYNO_MODEL_SHA256 DYNO_LLAMACPP_IMAGE=$image
collect_host_settings
say "building $image on $DYNO_BASE_IMAGE"
# Compose marks an image with its project, and containers inherit the mark: under the project's own name a
# `docker compose down` typed by hand would take a benchmark's container for its own.
docker compose -p dyno-image-build -f "$compose_file" build --progress plain llamacpp >"$work/log" 2>&1 ||
  { tail -n 30 "$work/log" >&2; say 'the build failed, its last lines are above' >&2; exit 1; }
say "$image is ready after $(($(date +%s) - started)) s"
