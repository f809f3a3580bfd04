#!/bin/sh
# Docker Engine: found, else installed (root on Debian or Ubuntu), else started, and proved by running a container.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"

daemon_log=/var/log/dyno-dockerd.log

# Prints the server's version, or on failure the client's last word on why it does not answer.
ask_engine() {
  if answer=$(timeout 15 docker version --format '{{.Server.Version}}' 2>&1); then echo "$answer"; return 0; fi
  printf '%s\n' "$answer" | tail -n 1
  return 1
}

# The engine is another one than this machine's own, so it is not ours to start.
is_remote() {
  [ -z "${DOCKER_HOST:-}" ] || return 0
  [ "${DOCKER_CONTEXT:-default}" = default ] || return 0
  command -v docker >/dev/null && [ "$(docker context show 2>/dev/null || echo default)" != default ]
}

# Running a container is the proof: the daemon of an unprivileged machine may answer and yet run nothing.
# docker-init is a static binary that comes with every engine, so no image has to be pulled.
run_probe() {
  init=$(command -v docker-init || command -v tini-static) || return 0
  label=dyno.purpose=probe image=dyno-probe:$$
  tar -C "${init%/*}" -ch "${init##*/}" | docker import -c "LABEL $label" - "$image" >/dev/null || return 1
  probe_rc=0
  timeout 60 docker run --rm --network none --label "$label" "$image" "/${init##*/}" --version >/dev/null || probe_rc=1
  docker image rm -f "$image" >/dev/null || true
  return $probe_rc
}

# Ends the step if a container runs on the engine of version $1; $2 says what was done to it just now, if anything.
prove() {
  proof=$(hash_inputs "$1 ${DOCKER_HOST:-local} $(cat /proc/sys/kernel/random/boot_id)")
  if [ -z "$2" ] && is_current docker "$proof"; then finish skipped "Docker Engine $1 answers"; fi
  if ! why=$(run_probe 2>&1); then
    finish missing "Docker Engine $1 answers but no container starts: $(printf %s "$why" | tail -n 1)" \
      "use another engine: export DOCKER_HOST=ssh://USER@HOST"
  fi
  write_stamp docker "$proof"
  finish ok "Docker Engine $1 runs a container$2"
}

# Ends the step if this user may not install or start an engine; $1 is what the client said.
refuse_if_not_ours() {
  me=$(id -un)
  if is_remote; then
    finish missing "the engine of DOCKER_HOST=${DOCKER_HOST:-} DOCKER_CONTEXT=${DOCKER_CONTEXT:-} does not answer: $1" "docker version"
  fi
  case $1 in *'permission denied'*)
    finish missing "user $me may not use the Docker socket" "sudo usermod -aG docker $me && newgrp docker" ;;
  esac
  [ "$(id -u)" = 0 ] || finish missing "Docker Engine is not running or not installed, and user $me may not change that" \
    "sudo sh $setup_dir/docker.sh && sudo usermod -aG docker $me && newgrp docker"
  # NET_ADMIN (bit 12) and SYS_ADMIN (bit 21): without them dockerd starts not at all, or runs no container.
  capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
  [ $((0x$capabilities & 0x201000)) = $((0x201000)) ] || refuse_unprivileged 'root lacks NET_ADMIN or SYS_ADMIN'
}

refuse_unprivileged() {
  finish missing "this machine is itself an unprivileged container; dockerd cannot run in it: $1" \
    "start it with -v /var/run/docker.sock:/var/run/docker.sock, or export DOCKER_HOST=ssh://USER@HOST"
}

install_engine() {
  command -v apt-get >/dev/null ||
    finish missing "no Docker Engine, and no apt-get to install it" "install Docker Engine: https://docs.docker.com/engine/install/"
  say 'installing Docker Engine with apt (docker.io)'
  quietly docker-apt-update apt-get update -q || say 'apt-get update failed; going on with the package lists there are'
  packages='docker.io iptables'
  # From Debian 13 on the client is a package of its own.
  if apt-cache show docker-cli >/dev/null 2>&1; then packages="$packages docker-cli"; fi
  # shellcheck disable=SC2086 # a list of words
  quietly docker-apt-install env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o DPkg::Lock::Timeout=120 $packages ||
    finish missing "apt could not install docker.io (see .tools/docker-apt-install.log)" "apt-get update && apt-get install docker.io iptables"
}

# Starts dockerd itself: Debian's init script raises ulimits first, which fails without CAP_SYS_RESOURCE.
start_daemon() {
  if [ -d /run/systemd/system ]; then
    say 'starting Docker Engine (systemctl)'
    systemctl enable --now docker >/dev/null 2>&1 || true
    daemon_pid=
    return 0
  fi
  say "starting dockerd (no systemd here; its log: $daemon_log)"
  stale=$(cat /var/run/docker.pid 2>/dev/null || true)
  if [ -n "$stale" ] && [ "$(cat "/proc/$stale/comm" 2>/dev/null || true)" != dockerd ]; then rm -f /var/run/docker.pid; fi
  mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || true
  # Own session and closed lock descriptors: it outlives make and does not hold the locks.
  setsid nohup dockerd >"$daemon_log" 2>&1 </dev/null 8>&- 9>&- &
  daemon_pid=$!
}

# Waits at most a minute for the started daemon; prints nothing, leaves the version in $version.
await_engine() {
  tries=0
  while [ $tries -lt 120 ]; do
    if version=$(ask_engine); then return 0; fi
    if [ -n "$daemon_pid" ] && ! kill -0 "$daemon_pid" 2>/dev/null; then return 1; fi
    tries=$((tries + 1))
    sleep 0.5
  done
  return 1
}

explain_failed_start() {
  reason=$(grep -E 'failed to start|error initializing|level=fatal' "$daemon_log" 2>/dev/null | tail -n 1)
  case $reason in
    *'must be root'* | *'peration not permitted'* | *'ermission denied'*) refuse_unprivileged "$reason" ;;
  esac
  finish missing "dockerd did not start: ${reason:-no reason given} (see $daemon_log)" "tail -n 50 $daemon_log"
}

if command -v docker >/dev/null; then
  if version=$(ask_engine); then prove "$version" ''; fi
else
  version='docker: command not found'
fi
refuse_if_not_ours "$version"

# Two checkouts may be set up at once; only one of them starts the daemon.
exec 8>/var/lock/dyno-docker.lock
flock 8
if version=$(ask_engine); then prove "$version" ''; fi
if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then install_engine; fi
if version=$(ask_engine); then prove "$version" ' (installed now)'; fi
start_daemon
await_engine || explain_failed_start
prove "$version" ' (started now)'
