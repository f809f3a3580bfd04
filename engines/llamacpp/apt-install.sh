#!/bin/sh
# Installs Debian packages while an image is built, with the building host's package settings where it gave any.
# They arrive as build secrets, which no layer keeps: ca, apt_conf, apt_sources (see build.sh). Not in the image.
set -eu
secrets=/run/secrets
given() { [ -s "$secrets/$1" ]; }

conf=/tmp/apt-build.conf
: >"$conf"
if given apt_conf; then cat "$secrets/apt_conf" >>"$conf"; fi
if given ca; then printf 'Acquire::https::CAInfo "%s";\n' "$secrets/ca" >>"$conf"; fi
if given apt_sources; then
  printf 'Dir::Etc::SourceList "%s";\nDir::Etc::SourceParts "/dev/null";\n' "$secrets/apt_sources" >>"$conf"
fi
export APT_CONFIG=$conf DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$@"
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/ldconfig/aux-cache /var/log/apt /var/log/dpkg.log \
  /var/log/alternatives.log "$conf"
