import { growthOnDoubling, LINEAR } from '@module-images/core/testing'
import { describe, expect, it } from 'vitest'
import { findUnpinnedInstalls } from './r-installs.js'

function offsetsIn(code: string): number[] {
  return findUnpinnedInstalls(code).map(({ offset }) => offset)
}

describe('findUnpinnedInstalls', () => {
  it.each([
    'install.packages("dplyr")',
    "install.packages(c('dplyr', 'renv'), repos = 'https://cloud.r-project.org')",
    'install.packages(pkgs = "dplyr")',
    'install.packages(readLines("names.txt"))',
    'BiocManager::install("scran", version = "3.20")',
    'renv::install("dplyr")',
    'remotes::install_github("owner/name")',
    'remotes::install_github("owner/name@v1.2")',
    'remotes::install_github("owner/name", ref = "main")',
    'pak::pak("owner/name")',
    'install.packages("dplyr"',
    'biocLite()',
    'BiocInstaller::biocLite("scran")',
    'install_github("owner/name")',
  ])('finds %j', (code) => expect(offsetsIn(code)).toEqual([0]))

  it.each([
    'install.packages("renv")',
    'install.packages(c("renv"), repos = "https://cloud.r-project.org")',
    'install.packages("https://cloud.r-project.org/src/contrib/Archive/renv/renv_1.0.7.tar.gz", repos = NULL, type = "source")',
    'install.packages("/tmp/a_1.0.tgz", repos = NULL)',
    'install.packages(c("dplyr", "tidyr"), repos = c(CRAN = "https://packagemanager.posit.co/cran/__linux__/jammy/2024-10-31"))',
    'BiocManager::install(version = "3.20", ask = FALSE)',
    'renv::install("dplyr@1.1.4")',
    'pak::pkg_install(c("dplyr@1.1.4", "renv"))',
    `remotes::install_github("owner/name@${'a'.repeat(40)}")`,
    `remotes::install_github("owner/name", ref = "${'a'.repeat(40)}")`,
    'remotes::install_version("dplyr", version = "1.1.4")',
    'remotes::install_github(renv_package)',
    'renv::install("$PACKAGE", repos = "$REPOS")',
    '# install.packages("dplyr")',
    'renv::restore()',
  ])('finds nothing in %j', (code) => expect(findUnpinnedInstalls(code)).toEqual([]))

  it('tells packages, and whether the image says where they come from', () => {
    expect(
      findUnpinnedInstalls(`install.packages(c("a", 'b')); remotes::install_github("owner/c@main"); install.packages("d", repos = u)`),
    ).toEqual([
      { offset: 0, packages: ['a', 'b'], usesDefault: true },
      { offset: 31, packages: ['c'], usesDefault: false },
      { offset: 72, packages: ['d'], usesDefault: false },
    ])
  })

  it('says where each call is', () => {
    expect(offsetsIn('library(a)\ninstall.packages("b")\nrenv::install("c")\n')).toEqual([11, 33])
  })

  it.each(['install.packages(', '"', '\\"', "install.packages('a'),", '#', '"\\'])('takes steps in proportion to a row of %j', (piece) => {
    const growth = growthOnDoubling(2000, (size) => {
      const code = piece.repeat(size)
      return () => findUnpinnedInstalls(code)
    })
    expect(growth).toBeLessThan(LINEAR)
    // Patterns take no steps: what is not linear in one would not come to an end.
    expect(findUnpinnedInstalls(piece.repeat(50_000)).length).toBeLessThanOrEqual(50_000)
  })
})
