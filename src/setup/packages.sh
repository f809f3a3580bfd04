#!/bin/sh
# The product's npm packages, by lock file, into node_modules.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"

[ -f package-lock.json ] || finish missing 'package-lock.json is not there' 'git checkout package-lock.json'
node=$tools/node/bin/node
[ -x "$node" ] || finish missing 'the pinned Node is not there' 'make setup'
settings=
[ ! -f .npmrc ] || settings=.npmrc
# shellcheck disable=SC2086 # empty or one word
inputs=$(hash_inputs "$("$node" --version)" package.json package-lock.json $settings)
if is_current packages "$inputs" node_modules; then finish skipped 'node_modules as in package-lock.json'; fi

open_scratch
say 'fetching the packages of package-lock.json'
# shellcheck disable=SC2086
cp package.json package-lock.json $settings "$scratch/"
# By the pinned Node: npm chooses by the Node it runs on. Without scripts: ssh2 would compile C++ for minutes.
(cd "$scratch" && PATH="$tools/node/bin:$PATH" quietly packages \
  "$node" "$tools/node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund) || {
  if grep -q 'npm error code EUSAGE' "$tools/packages.log"; then
    finish missing 'package-lock.json does not fit package.json' 'git checkout package.json package-lock.json'
  fi
  finish missing 'npm could not fetch the packages (see .tools/packages.log)' "$tools/node/bin/npm ping"
}
rm -rf node_modules
mv "$scratch/node_modules" node_modules
write_stamp packages "$inputs"
finish ok 'node_modules as in package-lock.json'
