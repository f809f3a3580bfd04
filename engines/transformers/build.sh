#!/bin/sh
# Builds the image of compose/transformers.yaml (dyno/transformers:VERSION); some 8 GB, needs a registry and PyPI.
# The host's CA bundle and its pip settings reach the build as secrets, which stay in no layer.
set -eu

here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DYNO_BUILD_CA=/dev/null
for bundle in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
  if [ -s "$bundle" ]; then DYNO_BUILD_CA=$bundle; break; fi
done
# `pip config list` prints SECTION.KEY='VALUE', weakest first; keys of the environment come last and win.
{ echo '[global]'; python3 -m pip config list 2>/dev/null |
  sed -nE "s/^(global|:env:)\.(index-url|extra-index-url|trusted-host|proxy|timeout|retries)=(.*)\$/\2=\3/; T; p" |
  awk -F= '{ last[$1] = $0 } END { for (key in last) print last[key] }' | tr -d "'"; } >"$work/pip.conf" || true
export DYNO_BUILD_CA DYNO_BUILD_PIP_CONF="$work/pip.conf"
# Another project name: containers inherit the labels of an image, and a `docker compose down` typed by hand would
# then take a benchmark's container for its own.
docker compose -p dyno-image-build --env-file "$here/../../compose/images.env" \
  -f "$here/../../compose/transformers.yaml" build --progress plain transformers
