#!/usr/bin/env bash
# Runs this module's analysis, inside its image, as whoever calls: docker-run mounts the repository and starts this file.
# Arguments are passed on, for example: --cells 5000
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p results
exec python3 scripts/filter_cells.py --output results/filtered-cells.tsv "$@"
