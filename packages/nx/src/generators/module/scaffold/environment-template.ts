import type { ModuleTraits } from './module-traits.js'
import { BIOCONDUCTOR_VERSION, PYTHON_VERSION, R_VERSION, RENV_VERSION } from './template-versions.js'

/** Locks environment.yml. */
export const LOCK_COMMAND = 'conda-lock lock --file environment.yml --lockfile conda-lock.yml'

/** What the module asks of conda; conda-lock.yml answers. */
export function renderEnvironment(name: string, { jupyter }: Pick<ModuleTraits, 'jupyter'>): string {
  return [
    '# What this module asks for. conda-lock.yml beside it pins the exact builds; change this file, then lock again:',
    `#   ${LOCK_COMMAND}`,
    `name: "${name}"`,
    'channels:',
    '  - conda-forge',
    '  - bioconda',
    'platforms:',
    '  - linux-64',
    '  - osx-arm64',
    'dependencies:',
    `  - python=${PYTHON_VERSION}`,
    ...(jupyter ? ['  - jupyterlab', '  - nbconvert', '  - ipykernel'] : []),
    '',
  ].join('\n')
}

/** A lockfile of renv that pins R, Bioconductor and renv itself: what the base and the template install. */
export function renderRenvLock(): string {
  const lock = {
    R: { Version: R_VERSION, Repositories: [{ Name: 'CRAN', URL: 'https://cloud.r-project.org' }] },
    Bioconductor: { Version: BIOCONDUCTOR_VERSION },
    Packages: { renv: { Package: 'renv', Version: RENV_VERSION, Source: 'Repository', Repository: 'CRAN' } },
  }
  return `${JSON.stringify(lock, null, 2)}\n`
}
