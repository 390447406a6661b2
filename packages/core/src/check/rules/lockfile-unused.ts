import { baseName } from '../shell/run-step.js'
import { firstLineOfTarget } from './target-line.js'
import type { ModuleRule } from '../check-rule.js'

export const lockfileUnused: ModuleRule = {
  id: 'lockfile-unused',
  scope: 'module',
  title: 'Every lockfile reaches the build',
  severity: 'warning',
  why: 'A lockfile that no COPY brings into the build pins nothing: the image holds whatever was installed otherwise.',
  mend: 'Copy the lockfile and install from it, or delete it.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY apt.txt .\n', 'apt.txt': 'curl\n' } },
      {
        files: {
          Dockerfile: 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\n',
          'conda-lock.yml': 'version: 1\nmetadata:\n  platforms: [linux-64]\npackage: []\n',
          'environment.yml': 'dependencies: []\n',
        },
        note: 'environment.yml is what conda-lock.yml was made from',
      },
    ],
    failing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\nRUN make\n', 'apt.txt': 'curl\n' }, lines: ['Dockerfile:1'] }],
  },
  check({ build, module, lockfiles }) {
    if (!build || build.reads.wholeContext) return []
    const used = new Set(build.inputs.entries.map(({ path }) => `${module.root}/${path}`))
    const locked = lockfiles.some(({ kind }) => kind === 'conda-lock')
    const unused = lockfiles.filter(({ file, kind }) => !used.has(file) && !(locked && kind === 'conda-environment'))
    const line = firstLineOfTarget(build)
    return unused.map(({ file }) => ({ message: `No COPY brings ${baseName(file)} into the build.`, place: { file: build.file, line } }))
  },
}
