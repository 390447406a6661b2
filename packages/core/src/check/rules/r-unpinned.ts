import type { ModuleRule } from '../check-rule.js'
import { callsOf, placeOfWord } from '../shell/program.js'
import type { ShellWord } from '../shell/shell-commands.js'

const INSTALL =
  /\b(?:install\.packages|BiocManager::install|(?:remotes|devtools)::install_(?:cran|bioc|github|gitlab)|pak::(?:pkg_install|pak))\s*\(\s*([^)]*)/g

export const rUnpinned: ModuleRule = {
  id: 'r-unpinned',
  scope: 'module',
  title: 'R packages come from renv.lock',
  severity: 'warning',
  why: 'install.packages() and its like take the newest version there is on the day of the build, so that two builds give two images.',
  mend: 'Record the package in renv.lock and let renv::restore() install it. Only renv itself has to come first.',
  examples: {
    passing: [
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "install.packages('renv')" && Rscript -e 'renv::restore()'\n` } },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "remotes::install_version('dplyr', version = '1.1.4')"\n` } },
    ],
    failing: [
      {
        files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN make \\\n && Rscript -e "install.packages(c('dplyr', 'renv'))"\n` },
        lines: ['Dockerfile:3'],
      },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN R -e 'BiocManager::install("scran")'\n` }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build }) {
    if (!build) return []
    return callsOf(build.runs)
      .filter(({ program }) => program === 'R' || program === 'Rscript')
      .flatMap(({ step, args }) => args.filter(installsUnpinned).map((word) => placeOfWord(build, step, word)))
      .map((place) => ({ message: 'An R package is installed in whatever version is newest.', place }))
  },
}

function installsUnpinned({ text, dynamic }: ShellWord): boolean {
  if (dynamic) return false
  return [...text.matchAll(INSTALL)].some(
    ([, given = '']) => !/^["'](?:renv|[^"']+@[0-9a-f]{40})["']\s*(?:,(?!\s*["'])|$)/.test(given) && given !== '',
  )
}
