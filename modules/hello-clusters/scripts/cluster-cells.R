# Clusters simulated single cells: sparse counts, log normalisation, the first principal components, k-means for several
# numbers of clusters, and the number with the best silhouette. The true types are known, so the answer can be checked.
# Usage: Rscript cluster-cells.R OUTPUT.tsv

library(Matrix)

output <- commandArgs(trailingOnly = TRUE)[[1]]
set.seed(2024, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# Four types of cells, each with 40 genes that it expresses five times as much as the others do.
types <- c("B cell", "T cell", "monocyte", "tumour")
true_type <- sample(types, 300, replace = TRUE, prob = c(0.2, 0.3, 0.15, 0.35))
genes <- 500
baseline <- rgamma(genes, shape = 1, rate = 2)
expected <- sapply(true_type, function(type) {
  raised <- seq_len(40) + 40 * (match(type, types) - 1)
  replace(baseline, raised, 5 * baseline[raised])
})
counts <- Matrix(rnbinom(length(expected), size = 2, mu = expected), nrow = genes, sparse = TRUE)

normalised <- counts
normalised@x <- log1p(normalised@x / rep.int(colSums(counts), diff(counts@p)) * 1e3)
components <- irlba::prcomp_irlba(t(normalised), n = 10, center = TRUE)$x

distances <- dist(components)
candidates <- 2:7
fits <- lapply(candidates, function(k) kmeans(components, centers = k, nstart = 25, iter.max = 50))
silhouettes <- sapply(fits, function(fit) mean(cluster::silhouette(fit$cluster, distances)[, "sil_width"]))
best <- which.max(silhouettes)
cluster <- fits[[best]]$cluster

# k-means numbers its clusters at random: number them by size, so that results can be compared.
cluster <- match(cluster, names(sort(table(cluster), decreasing = TRUE)))
agreement <- mclust::adjustedRandIndex(cluster, true_type)

assignments <- data.frame(cell = sprintf("cell-%03d", seq_along(cluster)), cluster = cluster, true_type = true_type)
write.table(assignments, output, sep = "\t", quote = FALSE, row.names = FALSE)

cat(sprintf("%d clusters fit best (mean silhouette %.3f), out of %d to %d.\n",
            candidates[[best]], silhouettes[[best]], min(candidates), max(candidates)))
cat(sprintf("Agreement with the true cell types: adjusted Rand index %.3f.\n", agreement))
cat("Wrote", output, "\n")
