import { basename, dirname } from 'node:path/posix'
import { groupBy } from '@module-images/core'
import { excludes, type LockedPackage, type Lockfile, normalizeName, selects } from '@module-images/lockfiles'
import type { ModuleRule, RuleFinding } from '../check-rule.js'

const DOCKERFILE = 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\n'
const LOCK = `version: 1
metadata:
  channels:
  - url: conda-forge
  platforms: [linux-64]
package:
- name: perl
  version: 5.32.1
  platform: linux-64
  manager: conda
`

/** A package of each manager, of one name in two versions. */
const LOCK_WITH_PIP = `${LOCK}- name: requests
  version: 2.31.0
  platform: linux-64
  manager: pip
`

const LOCK_OF_CONDA_SPECS = `version: 1
metadata:
  channels:
  - url: conda-forge
  - url: https://conda.example/chan
  platforms: [linux-64]
package:
- { name: r-base, version: 4.3.2, platform: linux-64, manager: conda }
- { name: blas, version: '2.120', platform: linux-64, manager: conda }
- { name: samtools, version: 1.2.1, platform: linux-64, manager: conda }
- { name: numpy, version: 1.26.4, platform: linux-64, manager: conda }
- { name: numpy, version: 2.0.0, platform: linux-64, manager: pip }
`

export const condaStale: ModuleRule = {
  id: 'conda-stale',
  scope: 'module',
  title: 'conda-lock.yml was made from this environment.yml',
  severity: 'error',
  why: 'The image installs what conda-lock.yml says. A package added to environment.yml alone, or moved there to another version, is not in it.',
  fix: 'Lock again: conda-lock --file environment.yml --lockfile conda-lock.yml',
  examples: {
    passing: [
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK, 'environment.yml': 'dependencies:\n  - perl=5.32\n' },
        note: 'the hash in conda-lock.yml depends on the version of conda-lock, so names, versions, channels and platforms are compared',
      },
      {
        files: {
          Dockerfile: DOCKERFILE,
          'conda-lock.yml': LOCK,
          'environment.yml': 'dependencies:\n  - perl >=5.30,<6\n  - cctools  # [osx]\n  - pip:\n    - colorama; os_name == "nt"\n',
        },
        note: 'cctools and colorama are for no platform of the lock',
      },
      {
        files: {
          Dockerfile: DOCKERFILE,
          'conda-lock.yml': LOCK_OF_CONDA_SPECS,
          'environment.yml':
            'channels: [conda-forge, "https://user:password@conda.example/t/TOKEN/chan"]\ndependencies:\n  - conda-forge:r-base=4.3.2\n  - blas[build=mkl]\n  - conda-forge::samtools=1.2\n  - __glibc>=2.17\n  - numpy=1.26\n  - pip:\n    - numpy==2.0.0\n',
        },
        note: 'the forms of a package that conda knows, and conda and pip apart; __glibc is no package',
      },
    ],
    failing: [
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK, 'environment.yml': 'dependencies:\n  - perl=5.32\n  - samtools\n' },
        lines: ['environment.yml:3'],
      },
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK_WITH_PIP, 'environment.yml': 'dependencies:\n  - requests=2.31\n' },
        lines: ['environment.yml:2'],
        note: 'the lock has it for pip alone',
      },
      {
        files: {
          Dockerfile: DOCKERFILE,
          'conda-lock.yml': LOCK_WITH_PIP,
          'environment.yml': 'dependencies:\n  - pip:\n    - perl==1.0\n    - requests==2.30.0\n',
        },
        lines: ['environment.yml:3', 'environment.yml:4'],
      },
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK, 'environment.yml': 'dependencies:\n  - perl=5.36\n' },
        lines: ['environment.yml:2'],
      },
      {
        files: {
          Dockerfile: DOCKERFILE,
          'conda-lock.yml': LOCK,
          'environment.yml': 'platforms:\n  - linux-64\n  - osx-arm64\ndependencies: []\n',
        },
        lines: ['environment.yml:1'],
      },
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK, 'environment.yml': 'dependencies:\n  - perl>=5.36,<6\n' },
        lines: ['environment.yml:2'],
      },
      {
        files: {
          Dockerfile: DOCKERFILE,
          'conda-lock.yml': LOCK,
          'environment.yml': 'channels: [conda-forge, bioconda, nodefaults]\ndependencies: []\n',
        },
        lines: ['environment.yml:1'],
        note: 'a channel that was added since',
      },
    ],
  },
  check({ lockfiles }) {
    return lockfiles.flatMap((lock) => {
      if (lock.kind !== 'conda-lock' || !isWhole(lock)) return []
      const environment = lockfiles.find(({ kind, file }) => kind === 'conda-environment' && dirname(file) === dirname(lock.file))
      return environment === undefined || !isWhole(environment) ? [] : compareWith(lock, environment)
    })
  },
}

function isWhole({ problems, unread }: Lockfile): boolean {
  return problems.length + unread.length === 0
}

function compareWith(lock: Lockfile, environment: Lockfile): RuleFinding[] {
  const locked = groupBy(lock.packages, keyOf)
  const platforms = platformsOf(lock)
  const name = basename(lock.file)
  const packages = environment.packages.flatMap((required) => {
    // What conda finds on the machine, such as __glibc, is no package.
    if (required.name.startsWith('__')) return []
    const why = compare(required, findLocked(required, locked), platforms, name)
    return why === undefined ? [] : [{ message: why, place: { file: environment.file, line: required.line } }]
  })
  return [...packages, ...missingFacts(environment, lock, name)]
}

function keyOf({ manager, name }: Pick<LockedPackage, 'manager' | 'name'>): string {
  return manager === 'pip' ? `pip ${normalizeName(name)}` : `conda ${name.toLowerCase()}`
}

/**
 * A conda package does not answer for pip's of the same name, but what pip is asked for may be there by conda: conda-lock hands its packages to
 * pip's solver as installed. https://github.com/conda/conda-lock/blob/main/conda_lock/pypi_solver.py
 */
function findLocked(required: LockedPackage, locked: ReadonlyMap<string, readonly LockedPackage[]>): readonly LockedPackage[] {
  const own = locked.get(keyOf(required))
  if (own !== undefined || required.manager !== 'pip') return own ?? []
  return locked.get(keyOf({ ...required, manager: 'conda' })) ?? locked.get(`conda ${normalizeName(required.name)}`) ?? []
}

/** A lock may say them of its packages alone. */
function platformsOf({ facts, packages }: Lockfile): readonly string[] {
  if (facts.platforms?.length) return facts.platforms
  return [...new Set(packages.flatMap(({ platforms }) => platforms ?? []))]
}

function compare(
  required: LockedPackage,
  locked: readonly LockedPackage[],
  platforms: readonly string[],
  lock: string,
): string | undefined {
  const wanted = platforms.filter((platform) => selects(required.selector, platform))
  const missing = wanted.filter((platform) => !locked.some((one) => one.platforms?.includes(platform)))
  if (missing.length > 0 && required.marker === undefined) {
    const where = missing.length < platforms.length ? ` for ${missing.join(', ')}` : ''
    return `${required.name} is not in ${lock}${where}.`
  }
  const other = locked.find(({ version }) => version !== undefined && !fits(required, version))
  return other && `${required.name} ${required.version ?? required.constraint} is asked for, and ${lock} has ${other.version}.`
}

function fits({ version: exact, constraint }: LockedPackage, version: string): boolean {
  if (exact !== undefined) return hasPrefix(version, exact) && !excludes(`==${exact}`, version)
  const prefix = /^=([^\s=,|*<>!~]+?)(?:\.\*)?$/.exec(constraint ?? '')?.[1]
  return prefix === undefined ? !excludes(constraint ?? '', version) : hasPrefix(version, prefix)
}

/** Platforms and channels that were added since. `nodefaults` is no channel. */
function missingFacts(environment: Lockfile, lock: Lockfile, name: string): RuleFinding[] {
  const channels = environment.facts.channels ?? []
  const locked = new Set(lock.facts.channels)
  const added = [
    ...missingFrom(new Set(lock.facts.platforms), environment.facts.platforms ?? []),
    // A lock that names none was not made by conda-lock.
    ...(locked.size === 0 ? [] : missingFrom(locked, channels)).filter((name) => name !== 'nodefaults').map((name) => `Channel ${name}`),
  ]
  return added.map((what) => ({
    message: `${what} is asked for, and not in ${name}.`,
    place: { file: environment.file, line: 1 },
  }))
}

function missingFrom(locked: ReadonlySet<string>, wanted: readonly string[]): string[] {
  return wanted.filter((name) => !locked.has(name))
}

/** `5.32` asks for 5.32 and 5.32.1, and not for 5.320. Zeros at an end and epochs count nothing, and are left to conda. */
function hasPrefix(version: string, prefix: string): boolean {
  const plain = (text: string) => text.replace(/^\d+!/, '').replace(/(?:\.0)+$/, '')
  const [have, want] = [plain(version), plain(prefix)]
  return have === want || have.startsWith(`${want}.`) || have.startsWith(`${want}+`) || version.startsWith(`${prefix}.`)
}
