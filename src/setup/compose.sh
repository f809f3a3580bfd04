#!/bin/sh
# Compose plugin: resolves the Compose files (the one definition of every engine) and builds images with secrets.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"

# 2.26.1 is the oldest that resolves our files rightly; 2.x, unlike 5.x, carries BuildKit's client itself.
oldest=2.26.1

compose_version() { timeout 15 docker compose version --short 2>/dev/null | sed 's/^v//; s/[-+].*//'; }

# True if version $1 is at least $oldest.
is_new_enough() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$oldest" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$oldest" ]
}

skip_if_there() {
  version=$(compose_version) || version=
  if is_new_enough "$version"; then finish "$1" "docker compose $version${2:-}"; fi
}

# Where `docker compose` typed by hand finds a plugin too.
plugin_folder() {
  if [ "$(id -u)" = 0 ]; then echo /usr/local/lib/docker/cli-plugins; else echo "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins"; fi
}

# Puts the executable $1 into its place if it runs here, is new enough, and is a 2.x (see above).
place_plugin() {
  found=$("$1" version --short 2>/dev/null | sed 's/^v//; s/[-+].*//') || return 1
  case $found in 2.*) is_new_enough "$found" || return 1 ;; *) return 1 ;; esac
  folder=$(plugin_folder)
  mkdir -p "$folder" || return 1
  install -m 0755 "$1" "$folder/.docker-compose.$$"
  mv -f "$folder/.docker-compose.$$" "$folder/docker-compose"
}

# The mirror this machine already uses, so that a company's own mirror is asked and not the internet.
debian_mirror() {
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }'
}

# apt with its own lists, state and cache below $scratch: the system's configuration stays as it is,
# signatures are checked by Debian's keyring as ever, proxies and credentials of the system still hold.
# shellcheck disable=SC2317 # called through quietly
isolated_apt() {
  apt-get -q -o Dir::Etc::SourceList="$scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$scratch/state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$scratch/cache" \
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o APT::Get::List-Cleanup=0 \
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@"
}

# Takes the plugin out of the package docker-compose of the Debian suite $1.
from_debian_suite() {
  say "fetching docker-compose from Debian $1 (unpacked, not installed)"
  mkdir -p "$scratch/state/lists/partial" "$scratch/cache/archives/partial" "$scratch/$1"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$keyring] $2 $1 main" >"$scratch/sources.list"
  quietly "compose-$1-update" isolated_apt update || return 1
  (cd "$scratch/$1" && quietly "compose-$1-download" isolated_apt download docker-compose) || return 1
  dpkg-deb -x "$scratch/$1"/docker-compose_*.deb "$scratch/$1" || return 1
  place_plugin "$scratch/$1/usr/libexec/docker/cli-plugins/docker-compose"
}

# Packages of the system's own suites: Docker's repository and Ubuntu have a plugin that is new enough.
from_system_packages() {
  [ "$(id -u)" = 0 ] || return 1
  for package in docker-compose-plugin docker-compose-v2; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      say "installing $package with apt"
      quietly compose-apt-install env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$package" && return 0
    fi
  done
  return 1
}

# The last way: built from its sources (some minutes). It has `exclude` directives, so `go install` refuses it.
from_go_sources() {
  command -v go >/dev/null || return 1
  wanted=v2.40.3
  say "building Compose $wanted from its Go module (some minutes)"
  folder=$(go mod download -json "github.com/docker/compose/v2@$wanted" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p')
  [ -n "$folder" ] || return 1
  (cd "$folder" && CGO_ENABLED=0 quietly compose-build go build -trimpath -o "$scratch/docker-compose" \
    -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$wanted" ./cmd) || return 1
  place_plugin "$scratch/docker-compose"
}

mend='see https://docs.docker.com/compose/install/linux/'
command -v docker >/dev/null || finish missing 'no docker command, so no place for its Compose plugin' "sh $setup_dir/docker.sh"
skip_if_there skipped
open_scratch
if command -v apt-get >/dev/null; then
  if from_system_packages; then skip_if_there ok ' (installed now)'; fi
  mirror=$(debian_mirror)
  if [ -n "$mirror" ]; then
    for suite in sid trixie; do
      if from_debian_suite "$suite" "$mirror"; then skip_if_there ok " (from Debian $suite)"; fi
    done
  fi
fi
if from_go_sources; then skip_if_there ok ' (built now)'; fi
finish missing "no Compose plugin >= $oldest could be installed (found: ${version:-none})" "$mend"
