#!/bin/sh
# Builds the image dyno/sim:dev from the static binary; does nothing if it is there and made from the same files.
#
# SIM_BINARY=PATH takes another binary than .tools/sim (which `make setup` builds). FORCE=1 builds in any case.
set -eu

here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
image=dyno/sim:dev
binary=${SIM_BINARY:-$here/../../.tools/sim}

say() { printf 'sim: %s\n' "$*"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ ! -x "$binary" ]; then
  say "$binary is not there; building it"
  binary=$work/built
  (cd "$here" && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$binary" .)
fi
sources=$(cat "$here/Dockerfile" "$binary" | sha256sum | cut -d' ' -f1)
made_from=$(docker image inspect --format '{{ index .Config.Labels "dyno.image.sources" }}' "$image" 2>/dev/null || true)
if [ "${FORCE:-0}" != 1 ] && [ "$made_from" = "$sources" ]; then
  say "$image is up to date"
  exit 0
fi

# A context of its own with one file: nothing of the checkout can slip into the image.
mkdir "$work/context"
cp "$binary" "$work/context/sim"
docker build -q -t "$image" --label "dyno.image.sources=$sources" -f "$here/Dockerfile" "$work/context" >"$work/log" 2>&1 ||
  { cat "$work/log" >&2; say 'the build failed, its output is above' >&2; exit 1; }
say "$image is ready"
