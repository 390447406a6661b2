import type { ModuleRule } from '../check-rule.js'
import { findEnvironmentInstalls } from './conda-environments.js'
import { isGitBranch, renderGitBranch } from './git-branch.js'

const DOCKERFILE = 'FROM condaforge/miniforge3:25.3.1-0\nCOPY environment.yml .\nRUN mamba env create -f environment.yml\n'

export const environmentPinned: ModuleRule = {
  id: 'environment-pinned',
  scope: 'module',
  title: 'environment.yml names a version of each package, where the build installs from it',
  severity: 'warning',
  why: 'conda takes the newest builds that fit on the day of the build, so that two builds give two images.',
  fix: 'Write name=version, or install from conda-lock.yml: conda-lock lock',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: DOCKERFILE,
          'environment.yml':
            'dependencies:\n  - python=3.12\n  - pip:\n      - scanpy==1.11.0\n      - git+https://example.org/tool@v1.2\n',
        },
      },
      {
        files: {
          Dockerfile: 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\nRUN conda-lock install conda-lock.yml\n',
          'conda-lock.yml': 'version: 1\nmetadata:\n  platforms: [linux-64]\npackage: []\n',
          'environment.yml': 'dependencies:\n  - samtools\n',
        },
        note: 'the build installs from the lock',
      },
    ],
    failing: [
      {
        files: { Dockerfile: DOCKERFILE, 'environment.yml': 'dependencies:\n  - python=3.12\n  - samtools\n  - pip:\n      - scanpy\n' },
        lines: ['environment.yml:3', 'environment.yml:5'],
      },
    ],
  },
  check(facts) {
    const files = new Set(findEnvironmentInstalls(facts).flatMap(({ environment }) => environment ?? []))
    return [...files].flatMap(({ file, packages }) =>
      packages
        .filter(({ name, version, constraint, commit, source }) => {
          if (version !== undefined || constraint !== undefined || commit !== undefined) return false
          if (source?.startsWith('git+')) return isGitBranch(source)
          return name !== 'pip' && (source === undefined || !/^(?:https?|file):/.test(source))
        })
        .map(({ name, source, line }) => ({
          message: source?.startsWith('git+') ? renderGitBranch(name) : `${name} has no version.`,
          place: { file, line },
        })),
    )
  },
}
