import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import { findInstalls, type PlacedInstall } from './r-install-calls.js'
import type { UnpinnedInstall } from './r-installs.js'
import { baseVersions } from './r-versions.js'

/** They only install others. */
const INSTALLERS = new Set(['renv', 'remotes', 'devtools', 'pak', 'BiocManager', 'littler', 'docopt'])

const RESTORE = /\brestore\b/

const lock = (version: string) =>
  `{\n  "R": { "Version": "4.4.1" },\n  "Packages": {\n    "yaml": { "Package": "yaml", "Version": "${version}", "Source": "Repository" }\n  }\n}\n`

export const rUnpinned: ModuleRule = {
  id: 'r-unpinned',
  scope: 'module',
  title: 'R packages come from renv.lock',
  severity: 'warning',
  why: 'install.packages() and its like take the newest version there is on the day of the build, so that two builds give two images. It is a hint where a later renv::restore() puts right what renv.lock has, where only installers are installed, and on a versioned image of rocker, whose default repository stands still once the next R is out.',
  fix: 'Record the package in renv.lock and let renv::restore() install it. Only renv itself has to come first.',
  examples: {
    passing: [
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "install.packages('renv')" && Rscript -e 'renv::restore()'\n` } },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e "remotes::install_version('dplyr', version = '1.1.4')"\n` } },
      {
        files: {
          Dockerfile: `FROM r-base:4.4.1\nRUN Rscript -e "install.packages('dplyr', repos = 'https://packagemanager.posit.co/cran/2024-10-31')"\n`,
        },
        note: 'a repository as it was on one day',
      },
      {
        files: {
          Dockerfile: `FROM r-base:4.4.1\nRUN Rscript -e "install.packages(c('renv', 'yaml'))"\nCOPY renv.lock .\nRUN Rscript -e 'renv::restore()'\n`,
          'renv.lock': lock('2.3.10'),
        },
        note: 'renv.lock has yaml, and is restored afterwards',
      },
    ],
    failing: [
      {
        files: { Dockerfile: `FROM r-base:4.4.1\nRUN make \\\n && Rscript -e "install.packages(c('dplyr', 'renv'))"\n` },
        lines: ['Dockerfile:3'],
      },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN R -e 'BiocManager::install("scran")'\n` }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: `FROM r-base:4.4.1\nRUN R -e 'library(devtools)' -e 'install_github("owner/name")'\n` },
        lines: ['Dockerfile:2'],
      },
      { files: { Dockerfile: 'FROM r-base:4.4.1\nRUN install2.r --error --ncpus 4 dplyr tidyr\n' }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM r-base:4.4.1\nRUN R --no-save <<EOF\nlibrary(utils)\ninstall.packages("dplyr")\nEOF\n' },
        lines: ['Dockerfile:4'],
      },
      {
        files: {
          Dockerfile: `FROM r-base:4.4.1\nCOPY renv.lock .\nRUN Rscript -e 'renv::restore()'\nRUN Rscript -e "install.packages('yaml')"\n`,
          'renv.lock': lock('2.3.10'),
        },
        lines: ['Dockerfile:4'],
        note: 'after renv.lock was restored',
      },
    ],
  },
  check({ build, lockfiles }) {
    if (!build) return []
    const locked = lockfiles.find(({ kind }) => kind === 'renv')?.packages ?? []
    const names = new Set(locked.map(({ name }) => name))
    const lastRestore = locked.length > 0 ? findLastRestore(build) : 0
    return findInstalls(build).flatMap((install) => {
      const { line } = install.step.instruction
      const isRestored = lastRestore > line || (lastRestore === line && restoresItself(install))
      if (isRestored && isLocked(install, names)) return []
      const isHint =
        isRestored || (install.packages.length > 0 && install.packages.every((name) => INSTALLERS.has(name))) || standsStill(build, install)
      const message = 'R packages are installed here in whatever version there is.'
      return [{ message, place: install.place, ...(isHint ? { atMost: 'hint' as const } : {}) }]
    })
  },
}

/** Line of the last RUN that restores renv.lock, or calls a script whose name says so; 0 where none does. */
function findLastRestore({ instructions }: BuildCheckFacts): number {
  const restoring = instructions.findLast(
    ({ keyword, rest, heredocs }) => keyword === 'RUN' && [rest, ...heredocs].some(({ text }) => RESTORE.test(text)),
  )
  return restoring?.line ?? 0
}

/** Whether the step of an install restores after it. */
function restoresItself({ step: { instruction, script }, offset }: PlacedInstall): boolean {
  if (instruction.heredocs.length > 0) return instruction.heredocs.some(({ text }) => RESTORE.test(text))
  return RESTORE.test(script.text.slice(offset))
}

/** renv itself comes before any lockfile. */
function isLocked({ packages }: UnpinnedInstall, locked: ReadonlySet<string>): boolean {
  return packages.length > 0 && packages.every((name) => name === 'renv' || locked.has(name))
}

/** Source: https://rocker-project.org/images/versioned/r-ver.html */
function standsStill(build: BuildCheckFacts, { usesDefault }: UnpinnedInstall): boolean {
  const reference = baseVersions(build)?.reference ?? ''
  return usesDefault && /(?:^|\/)rocker(?:-org)?\/[a-z-]+:\d+\.\d+\.\d+(?:[-@]|$)/.test(reference)
}
