import type { ModuleRule } from '../check-rule.js'

const DOCKERFILE = 'FROM debian:trixie-slim\nCOPY requirements.txt .\n'

export const requirementsPinned: ModuleRule = {
  id: 'requirements-pinned',
  scope: 'module',
  title: 'requirements.txt pins every package by ==',
  severity: 'warning',
  why: 'pip takes the newest version that a range allows on the day of the build, so that two builds give two images.',
  fix: 'Write name==version, or let pip-compile write the whole list.',
  examples: {
    passing: [
      { files: { Dockerfile: DOCKERFILE, 'requirements.txt': `numpy==2.2.4\ntool @ git+https://example.org/tool@${'0'.repeat(40)}\n` } },
    ],
    failing: [
      {
        files: { Dockerfile: DOCKERFILE, 'requirements.txt': 'numpy==2.2.4\nscipy>=1.15\npandas\n' },
        lines: ['requirements.txt:2', 'requirements.txt:3'],
      },
    ],
  },
  check({ lockfiles }) {
    const lockfile = lockfiles.find(({ kind }) => kind === 'requirements')
    const loose = (lockfile?.packages ?? []).filter(
      ({ version, commit, source }) => version === undefined && commit === undefined && (source === 'PyPI' || source?.startsWith('git+')),
    )
    return loose.map(({ name, constraint, line }) => ({
      message: constraint === undefined ? `${name} has no version.` : `${name}${constraint} is no one version.`,
      place: { file: lockfile?.file ?? '', line },
    }))
  },
}
