#!/bin/sh
# Prometheus where its image cannot be pulled: out of Debian's or Ubuntu's package, which is unpacked into .tools/ and not
# installed (an installed one would run as a service from then on). Ends with Ctrl-C; the next start throws its data away.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/../.." && pwd -P)
tools=$root/.tools/prometheus
port=${DYNO_PROMETHEUS_PORT:-9090}
if [ ! -x "$tools/usr/bin/prometheus" ]; then
  mkdir -p "$tools"
  (cd "$tools" && apt-get download prometheus && dpkg-deb --extract prometheus_*.deb . && rm prometheus_*.deb)
fi
rm -rf "$tools/data"
echo "prometheus: http://127.0.0.1:$port/" >&2
exec "$tools/usr/bin/prometheus" --config.file="$root/compose/prometheus/prometheus.yaml" --storage.tsdb.path="$tools/data" \
  --storage.tsdb.retention.size=256MB --web.listen-address="127.0.0.1:$port" --log.level=warn
