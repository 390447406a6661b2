import { basename } from 'node:path/posix'
import { lockfileKind, type LockfileKindName } from '@module-images/core'
import type { BuildCheckFacts } from '../check-facts.js'
import { LOCK_EXAMPLE } from './lock-example.js'
import { firstLineOfTarget, targetStage } from './target-line.js'
import type { ModuleRule } from '../check-rule.js'

export const lockfileUnused: ModuleRule = {
  id: 'lockfile-unused',
  scope: 'module',
  title: 'Every lockfile reaches the build',
  severity: 'warning',
  why: 'A lockfile that no COPY brings into the build pins nothing: the image holds whatever was installed otherwise.',
  fix: 'Copy the lockfile and install from it, or delete it.',
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
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY requirements.txt .\n', 'Pipfile.lock': '{"default": {}}\n' },
        note: 'requirements.txt is made from it before each build',
      },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY modules/a/apt.txt .\n', 'apt.txt': 'curl\n' },
        note: 'this COPY looks in the wrong folder, which is what has to be mended',
      },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN make\n', 'apt.txt': 'curl\n', 'image-lock.json': LOCK_EXAMPLE },
        lines: ['Dockerfile:1'],
      },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY pyproject.toml .\n', 'pyproject.toml': '', 'uv.lock': 'version = 1\n' },
        lines: ['Dockerfile:1'],
      },
    ],
  },
  check({ build, lockfiles, module }) {
    if (!build || build.reads.wholeContext) return []
    const copied = new Set(build.inputs.entries.map(({ path }) => path))
    // Generated before the build, it may not be there yet.
    const reached = isNamed(build, 'requirements.txt') ? new Set([...copied, 'requirements.txt']) : copied
    // Of those further down, the build reads each.
    const names = lockfiles.map(({ file }) => file.slice(module.root.length + 1)).filter((path) => !path.includes('/'))
    const unused = names.filter((name) => !copied.has(name) && !isNamed(build, name) && !isSource(name, names, reached))
    const place = { file: build.file, line: firstLineOfTarget(build) }
    const base = unlockedBase(build)
    return unused.map((name) => {
      const message = `No COPY brings ${name} into the build`
      if (base === undefined) return { message: `${message}.`, place }
      const fix = `If ${base} has one, npx --no module-images lock ${module.name} tells. If not, copy the lockfile and install from it, or delete it.`
      return { message: `${message}, unless it is an ONBUILD of ${base}.`, place, fix, atMost: 'hint' }
    })
  },
}

/** The base that the image starts from, where nothing tells its ONBUILD steps. */
function unlockedBase(build: BuildCheckFacts): string | undefined {
  const base = build.stageBases[targetStage(build)]
  return base?.kind === 'external' && !build.lock.bases.has(base.reference) ? base.reference : undefined
}

/** A COPY that names it finds it hidden, or looks for it in another folder, which another rule says. */
function isNamed({ reads }: BuildCheckFacts, name: string): boolean {
  return reads.sources.some(({ pattern, glob }) => !glob && basename(pattern) === name)
}

/** What another lockfile was made from need not be there, nor the lock of another platform. */
function isSource(name: string, names: readonly string[], copied: ReadonlySet<string>): boolean {
  const hasKind = (list: Iterable<string>, kind: LockfileKindName) => [...list].some((other) => lockfileKind(other) === kind)
  switch (lockfileKind(name)) {
    case 'conda-environment':
      return hasKind(names, 'conda-lock') || hasKind(names, 'conda-platform')
    case 'conda-lock':
    case 'conda-platform':
      return hasKind(copied, 'conda-platform')
    case 'uv':
    case 'poetry':
    case 'pipfile':
      return copied.has('requirements.txt')
    default:
      return false
  }
}
