# shellcheck shell=sh
# Builds a static Go program; sourced by the steps that build one, after step.sh.
# shellcheck disable=SC2154 # root, tools and scratch are step.sh's

# Builds the Go package in folder $2 into .tools/$1 and ends the step.
# The program learns its version (package.json) and a hash of its sources, which go into every result.
build_static() {
  program=$1 folder=$2
  [ -f "$folder/go.mod" ] || finish missing "$folder/go.mod is not there" "git checkout $folder"
  # Go's own installer folder, which sudo and cron leave out of PATH.
  PATH=$PATH:/usr/local/go/bin
  command -v go >/dev/null || finish missing "no Go to build $folder with" \
    "curl -fsSL https://go.dev/dl/go1.26.8.linux-$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/').tar.gz | sudo tar -C /usr/local -xz"
  version=$(sed -n 's/^  "version": "\(.*\)",*$/\1/p' package.json)
  # shellcheck disable=SC2046 # names of ours, without spaces
  sources=$(hash_inputs '' $(list_files "$folder" \( -name '*.go' ! -name '*_test.go' -o -name go.mod -o -name go.sum \)))
  inputs=$(hash_inputs "$version $sources $(go env GOVERSION GOOS GOARCH)")
  if is_current "$program" "$inputs" "$tools/$program"; then finish skipped ".tools/$program"; fi
  open_scratch
  say "building $folder with $(go env GOVERSION)"
  # No VCS stamp: git refuses a checkout that another user owns, and the hash of the sources says more.
  (cd "$folder" && CGO_ENABLED=0 quietly "$program" go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X main.version=$version -X main.sources=$sources" -o "$scratch/$program" .) ||
    finish missing "go could not build $folder (see .tools/$program.log)" "cd $folder && go build ."
  mv -f "$scratch/$program" "$tools/$program"
  write_stamp "$program" "$inputs"
  finish ok ".tools/$program"
}
