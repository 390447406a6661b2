import type { ModuleRule } from '../check-rule.js'
import { CONDA_PLATFORMS } from '../conda-platforms.js'

const lock = (platform: string) => `version: 1\nmetadata:\n  platforms: [${platform}]\npackage: []\n`
const DOCKERFILE = 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\n'

export const condaPlatform: ModuleRule = {
  id: 'conda-platform',
  scope: 'module',
  title: 'conda-lock.yml is locked for every platform asked for',
  severity: 'error',
  why: 'Images run on Linux; a lock made for a laptop alone installs nothing there, and the build fails.',
  fix: 'Add the platform to environment.yml and lock again: conda-lock --file environment.yml --lockfile conda-lock.yml',
  examples: {
    passing: [{ files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': lock('linux-64') } }],
    failing: [{ files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': lock('osx-arm64') }, lines: ['conda-lock.yml:1'] }],
  },
  check({ build, lockfiles }) {
    const lockfile = lockfiles.find(({ kind }) => kind === 'conda-lock')
    if (!build || !lockfile || lockfile.problems.length > 0) return []
    const locked = new Set([...(lockfile.facts.platforms ?? []), ...lockfile.packages.flatMap(({ platforms }) => platforms ?? [])])
    const wanted = build.options.platforms.flatMap((platform) => CONDA_PLATFORMS.get(platform) ?? [])
    return [...new Set(wanted)]
      .filter((platform) => !locked.has(platform))
      .map((platform) => ({ message: `It is not locked for ${platform}.`, place: { file: lockfile.file, line: 1 } }))
  },
}
