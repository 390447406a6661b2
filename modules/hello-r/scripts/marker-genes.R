# Finds the genes that tell two simulated cell types apart: a Wilcoxon rank sum test for each gene on normalised
# expression, with Benjamini-Hochberg correction. Which genes truly differ is known, so the answer can be checked.

library(optparse)

options <- parse_args(OptionParser(option_list = list(
  make_option("--output", default = "results/marker-genes.json", help = "JSON file to write [default %default]"),
  make_option("--cells", type = "integer", default = 120L, help = "Cells, half of each type [default %default]"),
  make_option("--seed", type = "integer", default = 2024L, help = "Random seed [default %default]")
)))
if (is.na(options$cells) || options$cells < 4) stop("--cells must be a whole number of at least 4", call. = FALSE)

# The generators are named, so that a later R with other defaults gives the same data.
set.seed(options$seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

genes <- sprintf("gene-%03d", 1:200)
markers <- genes[1:12]
cell_type <- rep(c("T cell", "B cell"), length.out = options$cells)

# Counts are negative binomial, as single-cell counts nearly are; markers have four times the expression in T cells.
baseline <- rgamma(length(genes), shape = 2, rate = 0.5)
fold <- ifelse(genes %in% markers, 4, 1)
counts <- sapply(cell_type, function(type) {
  rnbinom(length(genes), size = 2, mu = baseline * if (type == "T cell") fold else 1)
})
rownames(counts) <- genes

# Cells differ in how much was read from them: scale each to the same total, then take logarithms.
expression <- log1p(t(t(counts) / pmax(colSums(counts), 1)) * 1e4)

in_t <- cell_type == "T cell"
p_value <- apply(expression, 1, function(x) wilcox.test(x[in_t], x[!in_t], exact = FALSE)$p.value)
difference <- rowMeans(expression[, in_t]) - rowMeans(expression[, !in_t])
# A gene with the same value in every cell gives no p value: there is no evidence for a difference.
adjusted <- p.adjust(ifelse(is.na(p_value), 1, p_value), method = "BH")

found <- data.frame(gene = genes, difference = signif(difference, 4), adjusted_p = signif(adjusted, 4), row.names = NULL)
found <- found[adjusted < 0.05 & difference > 0, ]
found <- found[order(found$adjusted_p, found$gene), ]

result <- list(
  cells = options$cells, seed = options$seed, genes = length(genes), true_markers = markers,
  recovered = sum(found$gene %in% markers), false_positives = sum(!found$gene %in% markers), found = found
)
jsonlite::write_json(result, options$output, pretty = TRUE, auto_unbox = TRUE, digits = NA)

cat(sprintf("Found %d of %d marker genes with %d false positive(s) in %d cells.\n",
            result$recovered, length(markers), result$false_positives, options$cells))
if (nrow(found) > 0) cat(sprintf("Strongest: %s, adjusted p = %.2g.\n", found$gene[[1]], found$adjusted_p[[1]]))
cat("Wrote", options$output, "\n")
