#!/bin/sh
# Makes the image $1 (default dyno/base:bookworm), a small Debian 12, from Debian packages: for machines that reach
# a package mirror and no image registry. Needs root. Takes about a minute.
set -eu

image=${1:-dyno/base:bookworm}
suite=bookworm
public_mirror=http://deb.debian.org/debian

say() { printf 'base-image: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

# The mirror this machine uses itself, else Debian's own.
host_mirror() {
  # shellcheck disable=SC2016 # apt's own placeholders
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk -v suite=$suite '$2 == suite && $3 == "main" { print $1; exit }') || mirror=
  echo "${mirror:-$public_mirror}"
}

[ "$(id -u)" = 0 ] || fail 'only root can make a base image from packages: run this with sudo'
if ! command -v debootstrap >/dev/null; then
  command -v apt-get >/dev/null || fail 'debootstrap is missing and there is no apt-get to install it'
  say 'installing debootstrap'
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
fi

work=$(mktemp -d "${TMPDIR:-/var/tmp}/dyno-base.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "unpacking Debian $suite"
debootstrap --variant=minbase "$suite" "$work/root" "$(host_mirror)" >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail 'debootstrap failed, its last lines are above'; }

# Smaller, and without what debootstrap took over from this machine: its mirror, name and resolver.
cd "$work/root"
rm -rf usr/share/doc/* usr/share/man/* usr/share/info/* usr/share/locale/* var/cache/apt/* var/lib/apt/lists/* var/log/*
rm -f etc/resolv.conf etc/hostname etc/apt/apt.conf
for release in $suite $suite-updates; do echo "deb $public_mirror $release main"; done >etc/apt/sources.list
echo "deb $public_mirror-security $suite-security main" >>etc/apt/sources.list
printf 'path-exclude /usr/share/%s/*\n' doc man info locale >etc/dpkg/dpkg.cfg.d/dyno-smaller

say "importing it as $image"
tar --numeric-owner -c . | docker import -c 'CMD ["bash"]' - "$image" >/dev/null
