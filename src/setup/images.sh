#!/bin/sh
# The images that are built on this machine: the simulated engine and the CPU engine.
# Each engine's own build.sh knows how, and does nothing where its image is made from the same files.
# shellcheck source=step.sh
. "$(dirname "$0")/step.sh"

engines='sim llamacpp'

# Prints the ids of the images, to see whether a build changed one.
image_ids() { for engine in $engines; do docker image inspect --format '{{.Id}}' "dyno/$engine:dev" 2>/dev/null || true; done; }

# Builds the image of engine $1; shows what build.sh says, unless it says that there is nothing to do.
build_image() {
  { code=0 && sh "engines/$1/build.sh" 2>&1 || code=$?; echo "exit-code $code"; } | tee "$tools/image-$1.log" |
    while IFS= read -r line; do
      case $line in
        'exit-code 0') exit 0 ;;
        'exit-code '*) exit 1 ;;
        *'is up to date') ;;
        *) say "$line" ;;
      esac
    done
}

timeout 15 docker version --format '{{.Server.Version}}' >/dev/null 2>&1 ||
  finish missing 'images need a Docker Engine that answers; the step docker says why none does' "sh $setup_dir/docker.sh && make setup"
before=$(image_ids)
failed=
for engine in $engines; do
  build_image "$engine" || failed="$failed $engine"
done
if [ -n "$failed" ]; then
  finish missing "could not build the image of:$failed (see .tools/image-NAME.log)" "sh engines/${failed##* }/build.sh"
fi
if [ "$(image_ids)" = "$before" ]; then finish skipped "dyno/sim:dev dyno/llamacpp:dev"; fi
finish ok "dyno/sim:dev dyno/llamacpp:dev"
