#!/usr/bin/env bash
# Runs this module's analysis, inside its image, as whoever calls: docker-run mounts the repository and starts this file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p results
exec Rscript --vanilla scripts/rare-cell-power.R results/rare-cell-power.tsv
