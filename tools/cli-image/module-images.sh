#!/bin/sh
# module-images for machines with Docker and without Node: runs the command in its image, on the repository around the current folder.
# MODULE_IMAGES_CLI names another image.
set -eu

top=$(git rev-parse --show-toplevel)
folder=$(git rev-parse --show-prefix)
terminal=
if [ -t 0 ] && [ -t 1 ]; then terminal='--interactive --tty'; fi

# A variable without a value here is passed with the one it has, if it has one. The network is this machine's, for registries and proxies on it.
# shellcheck disable=SC2086 # no option where there is no terminal
exec docker run --rm $terminal --network host --volume "$top:/workspace" --workdir "/workspace/$folder" \
  --env MODULE_IMAGES_REGISTRY --env MODULE_IMAGES_REGISTRY_KIND --env MODULE_IMAGES_TAGS --env MODULE_IMAGES_MIRRORS \
  --env MODULE_IMAGES_REGISTRY_USERNAME --env MODULE_IMAGES_REGISTRY_PASSWORD --env MODULE_IMAGES_ALLOW_PUSH \
  --env AWS_ACCESS_KEY_ID --env AWS_SECRET_ACCESS_KEY --env AWS_SESSION_TOKEN \
  --env HTTPS_PROXY --env https_proxy --env HTTP_PROXY --env http_proxy --env NO_PROXY --env no_proxy \
  --env NX_BASE --env NX_HEAD --env NO_COLOR --env FORCE_COLOR \
  "${MODULE_IMAGES_CLI:-ghcr.io/module-images/cli}" "$@"
