# Closes sampled firms with the authors' program (R packages GLcascade, fastcascade) and says what it took.
# Rscript reference.R FOLDER EPSILON: reads links.csv, firms.csv, essentiality.csv, sample.csv; writes esri.csv.
library(Matrix)
library(GLcascade)
arguments <- commandArgs(trailingOnly = TRUE)
at <- function(name) file.path(arguments[1], name)
links <- read.csv(at("links.csv")); firms <- read.csv(at("firms.csv")); closed <- read.csv(at("sample.csv"))$firm
essentiality <- as.matrix(read.csv(at("essentiality.csv"), header = FALSE))
dimnames(essentiality) <- list(sort(unique(firms$sector)), sort(unique(firms$sector)))
n <- nrow(firms)
W <- sparseMatrix(i = links$supplier, j = links$customer, x = links$amount, dims = c(n, n))
run <- function(chosen) {
  psi <- sparseMatrix(i = chosen, j = seq_along(chosen), x = 1, dims = c(n, length(chosen)))
  before <- proc.time()
  found <- GL_cascade(W = W, p = firms$sector, p_market = firms$sector, ess_mat_sec = essentiality, psi_mat = psi,
                      revenue = firms$revenue, eps = as.numeric(arguments[2]), use_rcpp = TRUE, ncores = FALSE)
  list(seconds = sum((proc.time() - before)[1:2]), esri = as.matrix(found$ESRI)[, 1])
}
sink(nullfile())
invisible(run(closed[1]))  # loads and compiles
first <- run(closed[1])  # preparation and one firm
all <- run(closed)
sink()
write.csv(data.frame(esri = all$esri), at("esri.csv"), row.names = FALSE)
cat((all$seconds - first$seconds) / (length(closed) - 1), first$seconds, "\n")
