import { parseImageReference } from '@module-images/core'
import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import { findInstalls } from './r-install-calls.js'

const CONDA = /^(?:condaforge|continuumio|mambaorg|conda)\//

export const rRepository: ModuleRule = {
  id: 'r-repository',
  scope: 'module',
  title: "install.packages() names a repository, where R is conda's",
  severity: 'error',
  why: "conda's R has no default repository. Without one, and with nobody to ask, install.packages() stops: trying to use CRAN without setting a mirror.",
  fix: 'Let environment.yml install the package, as r-name; or name a repository of one day: repos = "https://packagemanager.posit.co/cran/2025-06-30"',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: `FROM condaforge/miniforge3:25.3.1-0\nRUN Rscript -e 'install.packages("yaml", repos = "https://packagemanager.posit.co/cran/2025-06-30")'\n`,
        },
      },
      { files: { Dockerfile: `FROM rocker/r-ver:4.4.1\nRUN Rscript -e 'install.packages("yaml")'\n` }, note: 'this base sets one' },
    ],
    failing: [
      {
        files: {
          Dockerfile: `FROM condaforge/miniforge3:25.3.1-0\nRUN mamba install -y r-base=4.4.1\nRUN Rscript -e 'install.packages("yaml")'\n`,
        },
        lines: ['Dockerfile:3'],
      },
    ],
  },
  check({ build }) {
    if (!build || maySetRepository(build)) return []
    const installs = findInstalls(build).filter(({ step, usesDefault }) => usesDefault && isCondas(build, step.instruction.stage))
    return installs.map(({ place }) => ({ message: 'No repository is set for install.packages().', place }))
  },
}

/** In a profile of R, in the environment, or in code of R that stands elsewhere. */
function maySetRepository({ instructions, inputs }: BuildCheckFacts): boolean {
  const says = /\brepos\b|CRANmirror|Rprofile|R_PROFILE|\bCRAN=|apt(?:-get)?\s+(?:-\S+\s+)*install[^&;|]*\br-base\b/
  return (
    inputs.entries.some(({ path }) => /Rprofile/i.test(path)) ||
    instructions.some(({ rest, heredocs }) => [rest, ...heredocs].some(({ text }) => says.test(text)))
  )
}

function isCondas(build: BuildCheckFacts, stage: number): boolean {
  const base = build.stageBases[stage]
  return base?.kind === 'external' && CONDA.test(parseImageReference(base.reference).repository)
}
