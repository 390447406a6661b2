"""Finds damaged cells among simulated single cells, by quality measures that lie far from the median.

A damaged cell has lost most of its RNA but kept its mitochondria, so it has few counts, few genes and a large
mitochondrial fraction. Which cells were damaged is known, so the answer can be checked.
"""

import argparse
from pathlib import Path

import numpy as np
from tabulate import tabulate

DAMAGED_FRACTION = 0.08
# Median absolute deviations from the median: 3 is the usual cut-off.
CUTOFF = 3.0


def simulate(cells: int, rng: np.random.Generator) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Returns quality measures, one value per cell, and whether each cell is damaged."""
    damaged = rng.random(cells) < DAMAGED_FRACTION
    counts = np.where(damaged, rng.lognormal(6.6, 0.4, cells), rng.lognormal(8.6, 0.35, cells)).astype(int)
    genes = (counts**0.85 * rng.normal(1.0, 0.05, cells)).astype(int)
    mitochondrial = np.where(damaged, rng.beta(6, 14, cells), rng.beta(4, 76, cells))
    return {"counts": counts, "genes": genes, "mitochondrial": mitochondrial}, damaged


def deviations(values: np.ndarray) -> np.ndarray:
    """Distance from the median in median absolute deviations, scaled to agree with a normal distribution's sigma."""
    centred = values - np.median(values)
    spread = 1.4826 * np.median(np.abs(centred))
    return centred / spread if spread > 0 else np.zeros_like(centred)


def find_damaged(measures: dict[str, np.ndarray]) -> np.ndarray:
    """Two of three measures must be extreme: one alone can be biology."""
    extreme = [
        deviations(np.log1p(measures["counts"])) < -CUTOFF,
        deviations(np.log1p(measures["genes"])) < -CUTOFF,
        deviations(measures["mitochondrial"]) > CUTOFF,
    ]
    return np.sum(extreme, axis=0) >= 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("results/filtered-cells.tsv"))
    parser.add_argument("--cells", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2024)
    arguments = parser.parse_args()
    if arguments.cells < 1:
        parser.error("--cells must be at least 1")

    measures, damaged = simulate(arguments.cells, np.random.default_rng(arguments.seed))
    called = find_damaged(measures)

    with arguments.output.open("w", encoding="utf-8", newline="\n") as table:
        table.write("cell\tcounts\tgenes\tmitochondrial\tcalled\ttruth\n")
        for cell in range(arguments.cells):
            call, truth = ("damaged" if flag else "intact" for flag in (called[cell], damaged[cell]))
            values = f"{measures['counts'][cell]}\t{measures['genes'][cell]}\t{measures['mitochondrial'][cell]:.4f}"
            table.write(f"cell-{cell + 1:05d}\t{values}\t{call}\t{truth}\n")

    rows = [
        ["damaged", int(np.sum(called & damaged)), int(np.sum(~called & damaged))],
        ["intact", int(np.sum(called & ~damaged)), int(np.sum(~called & ~damaged))],
    ]
    print(tabulate(rows, headers=["truth", "called damaged", "called intact"]))
    print(f"Kept {int(np.sum(~called))} of {arguments.cells} cells.")
    print(f"Wrote {arguments.output}")


if __name__ == "__main__":
    main()
