#!/usr/bin/env bash
# Runs this module's analysis, inside its image, as whoever calls: docker-run mounts the repository and starts this file.
# Arguments are passed on, for example: --cells 500
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p results
exec Rscript --vanilla scripts/marker-genes.R --output results/marker-genes.json "$@"
