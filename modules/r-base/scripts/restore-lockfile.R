#!/usr/bin/env -S Rscript --vanilla
# restore-lockfile [renv.lock]
#
# Restores an renv.lock into the image's library, then compares what is installed with what is pinned, and exits with 1
# if R or any package differs. The comparison is what enforces the lock: it also holds where restoring is impossible
# (a builder without network) or where another step installs packages.

# renv would link packages from a cache in root's home folder, which the user who runs the image cannot read.
Sys.setenv(RENV_CONFIG_CACHE_ENABLED = "FALSE", RENV_PATHS_ROOT = file.path(tempdir(), "renv"))
options(renv.consent = TRUE)

fail <- function(...) {
  message("\nrestore-lockfile: ", ...)
  quit(save = "no", status = 1)
}

read_pins <- function(path) {
  if (!file.exists(path)) fail(path, " does not exist. Is it copied in the Dockerfile and let through by .dockerignore?")
  lock <- tryCatch(
    suppressWarnings(renv::lockfile_read(path)),
    error = function(e) fail(path, " cannot be read: ", conditionMessage(e))
  )
  c(R = lock$R$Version, vapply(lock$Packages, function(package) package$Version, ""))
}

# Where a package is in two libraries, R loads the one that comes first in .libPaths(), so that one counts.
read_installed <- function() {
  versions <- installed.packages(noCache = TRUE)[, "Version"]
  c(R = as.character(getRversion()), versions[!duplicated(names(versions))])
}

render_differences <- function(pinned, installed) {
  found <- installed[names(pinned)]
  found[is.na(found)] <- "not installed"
  differs <- pinned != found
  rows <- cbind(c("", names(pinned)[differs]), c("renv.lock", pinned[differs]), c("image", found[differs]))
  trimws(apply(format(rows), 1, paste, collapse = "  "), which = "right")
}

arguments <- commandArgs(trailingOnly = TRUE)
lockfile <- if (length(arguments) == 0) "renv.lock" else arguments[[1]]
pinned <- read_pins(lockfile)

tryCatch(
  renv::restore(project = tempdir(), library = .libPaths(), lockfile = lockfile, prompt = FALSE),
  error = function(e) message("renv::restore() failed: ", conditionMessage(e))
)

installed <- read_installed()
if (!identical(unname(installed[names(pinned)]), unname(pinned))) {
  fail(
    "the image does not hold what ", lockfile, " pins.\n",
    paste0("  ", render_differences(pinned, installed), "\n"),
    "Install those versions before this step, or record the image's versions in ", lockfile, "."
  )
}
message("restore-lockfile: R ", getRversion(), " and ", length(pinned) - 1, " package(s) are as ", lockfile, " pins them.")
