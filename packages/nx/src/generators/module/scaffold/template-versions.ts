/**
 * Every version a new module starts with. Raised here, by hand, when a newer one has been tried; modules that exist keep theirs.
 *
 * Bases are named by the most exact tag their publishers give, never by `latest` or a release that still moves:
 * `bioconductor/r-ver` names Bioconductor and R, `condaforge/miniforge3` one installer, `ubuntu` the day the image was made.
 * `module-images lock` then pins each to its digest.
 */
export const TEMPLATE_BASES = {
  r: 'bioconductor/r-ver:3.21-R-4.5.1',
  conda: 'condaforge/miniforge3:25.3.1-0',
  plain: 'ubuntu:noble-20250925',
} as const

/** R of {@link TEMPLATE_BASES}, for renv.lock. */
export const R_VERSION = '4.5.1'

/** Bioconductor of {@link TEMPLATE_BASES}, for renv.lock. */
export const BIOCONDUCTOR_VERSION = '3.21'

/** The renv that restores renv.lock in the image. */
export const RENV_VERSION = '1.1.4'

/** CRAN as it was on a day when {@link RENV_VERSION} was the newest renv. https://packagemanager.posit.co/client/#/repos/cran/setup */
export const RENV_REPOSITORY = 'https://packagemanager.posit.co/cran/2025-06-30'

/** Python of a new environment.yml. */
export const PYTHON_VERSION = '3.12'
