# How many cells must be sequenced to see a rare cell type? Simulates experiments of growing size and counts how often
# at least ten cells of the type are caught. Base R only, so it runs in the base image as it is.
# Usage: Rscript rare-cell-power.R OUTPUT.tsv

output <- commandArgs(trailingOnly = TRUE)[[1]]
set.seed(2024, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

experiments <- 2000
cells_needed <- 10
designs <- expand.grid(cells = c(500, 1000, 2000, 4000, 8000), fraction = c(0.002, 0.005, 0.01))

designs$power <- mapply(
  function(cells, fraction) mean(rbinom(experiments, cells, fraction) >= cells_needed),
  designs$cells, designs$fraction
)
# The simulation can be checked against the exact binomial probability.
designs$exact <- round(pbinom(cells_needed - 1, designs$cells, designs$fraction, lower.tail = FALSE), 4)
write.table(designs, output, sep = "\t", quote = FALSE, row.names = FALSE)

enough <- subset(designs, fraction == 0.005 & power >= 0.95)
cat("A type that is 0.5% of the tissue is caught (10 cells or more) in 95% of experiments from", min(enough$cells), "cells on.\n")
cat("Largest difference from the exact probability:", max(abs(designs$power - designs$exact)), "\n")
cat("Wrote", output, "\n")
