#!/bin/sh
# Builds the image dyno/vllm-cpu:dev (2.9 GB, some minutes); does nothing if it is there and made from the same files.
# BASE_IMAGE=IMAGE chooses the base, FORCE=1 builds in any case. x86-64 only.
set -eu

engine=vllm-cpu
# shellcheck source=../from-packages/build-image.sh
. "$(dirname "$0")/../from-packages/build-image.sh"

image=dyno/vllm-cpu:dev
files='vllm-cpu/Dockerfile vllm-cpu/requirements.txt llamacpp/apt-install.sh llamacpp/model/dyno-1m/dyno-1m-q8_0.gguf
  from-packages/cuda_stubs.py from-packages/dyno_1m.py from-packages/harmony_vocabulary.py from-packages/tiny_gpt_oss.py'
# The npm package that holds the vocabulary of gpt-oss, under the MIT licence.
js_tiktoken=js-tiktoken@1.0.21
js_tiktoken_sha256=3b1f24b185565ca9a8d8f51466dfc4f99d67f1f05bc009258710ddb7a8d810fa

# Puts the vocabulary file of js-tiktoken into the context, by this machine's npm with its settings.
fetch_vocabulary() {
  PATH=$engines/../.tools/node/bin:$PATH
  (cd "$work" && npm pack --silent "$js_tiktoken" >/dev/null)
  archive=$(echo "$work"/js-tiktoken-*.tgz)
  if ! echo "$js_tiktoken_sha256  $archive" | sha256sum --check --status; then
    say "npm gave another $js_tiktoken than expected (its SHA-256 differs)" >&2
    exit 1
  fi
  tar -xzf "$archive" -C "$DYNO_BUILD_CONTEXT" --strip-components=3 package/dist/ranks/o200k_base.cjs
}

# shellcheck disable=SC2086 # a list of words
DYNO_SOURCES_SHA256=$(hash_files $files)
end_if_current "$image" "$DYNO_SOURCES_SHA256"
open_work
DYNO_BASE_IMAGE=$(choose_base)
export DYNO_BASE_IMAGE DYNO_SOURCES_SHA256 DYNO_VLLM_CPU_IMAGE=$image
# shellcheck disable=SC2086
collect_context $files
fetch_vocabulary
build_image "$image"
