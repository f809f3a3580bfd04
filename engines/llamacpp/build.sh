#!/bin/sh
# Builds the image dyno/llamacpp:dev; does nothing if it is there and made from the same files.
#
# BASE_IMAGE=IMAGE chooses the base. Without it: debian:bookworm-slim if it is there or can be pulled, else a base
# made from Debian packages (base-image.sh). FORCE=1 builds in any case.
set -eu

engine=llamacpp
# shellcheck source=../from-packages/build-image.sh
. "$(dirname "$0")/../from-packages/build-image.sh"

image=dyno/llamacpp:dev
model=llamacpp/model/dyno-1m/dyno-1m-q8_0.gguf

DYNO_SOURCES_SHA256=$(hash_files llamacpp/Dockerfile llamacpp/apt-install.sh llamacpp/serve.py llamacpp/healthcheck.py \
  llamacpp/requirements.txt "$model")
end_if_current "$image" "$DYNO_SOURCES_SHA256"
open_work
DYNO_BASE_IMAGE=$(choose_base)
DYNO_MODEL_SHA256=$(sha256sum "$engines/$model" | cut -d' ' -f1)
export DYNO_BASE_IMAGE DYNO_SOURCES_SHA256 DYNO_MODEL_SHA256 DYNO_LLAMACPP_IMAGE=$image
build_image "$image"
