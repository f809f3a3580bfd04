#!/bin/sh
# Builds the image dyno/sglang-cpu:dev (3 GB, some minutes); does nothing if it is there and made from the same files.
# BASE_IMAGE=IMAGE chooses the base, FORCE=1 builds in any case. x86-64 only.
set -eu

engine=sglang-cpu
# shellcheck source=../from-packages/build-image.sh
. "$(dirname "$0")/../from-packages/build-image.sh"

image=dyno/sglang-cpu:dev
files='sglang-cpu/Dockerfile sglang-cpu/requirements.txt sglang-cpu/sgl_kernel.py llamacpp/apt-install.sh
  llamacpp/model/dyno-1m/dyno-1m-q8_0.gguf from-packages/cuda_stubs.py from-packages/dyno_1m.py'

# shellcheck disable=SC2086 # a list of words
DYNO_SOURCES_SHA256=$(hash_files $files)
end_if_current "$image" "$DYNO_SOURCES_SHA256"
open_work
DYNO_BASE_IMAGE=$(choose_base)
export DYNO_BASE_IMAGE DYNO_SOURCES_SHA256 DYNO_SGLANG_CPU_IMAGE=$image
# shellcheck disable=SC2086
collect_context $files
build_image "$image"
