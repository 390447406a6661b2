import { groupBy } from '@module-images/core'
import { excludes, type LockedPackage, type Lockfile, selects } from '@module-images/lockfiles'
import type { ModuleRule } from '../check-rule.js'

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
    ],
    failing: [
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK, 'environment.yml': 'dependencies:\n  - perl=5.32\n  - samtools\n' },
        lines: ['environment.yml:3'],
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
    const lock = lockfiles.find(({ kind }) => kind === 'conda-lock')
    const environment = lockfiles.find(({ kind }) => kind === 'conda-environment')
    if (!lock || !environment || lock.problems.length > 0 || environment.problems.length > 0) return []
    const byName = groupBy(lock.packages, ({ name }) => normalized(name))
    const platforms = platformsOf(lock)
    const packages = environment.packages.flatMap((required) => {
      const why = compare(required, byName.get(normalized(required.name)) ?? [], platforms)
      return why === undefined ? [] : [{ message: why, place: { file: environment.file, line: required.line } }]
    })
    return [...packages, ...missingFacts(environment, lock)]
  },
}

/** A lock may say them of its packages alone. */
function platformsOf({ facts, packages }: Lockfile): readonly string[] {
  if (facts.platforms?.length) return facts.platforms
  return [...new Set(packages.flatMap(({ platforms }) => platforms ?? []))]
}

function compare(required: LockedPackage, locked: readonly LockedPackage[], platforms: readonly string[]): string | undefined {
  const wanted = platforms.filter((platform) => selects(required.selector, platform))
  const missing = wanted.filter((platform) => !locked.some((one) => one.platforms?.includes(platform)))
  if (missing.length > 0 && required.marker === undefined) {
    const where = missing.length < platforms.length ? ` for ${missing.join(', ')}` : ''
    return `${required.name} is not in conda-lock.yml${where}.`
  }
  const other = locked.find(({ version }) => version !== undefined && !fits(required, version))
  return other && `${required.name} ${required.version ?? required.constraint} is asked for, and conda-lock.yml has ${other.version}.`
}

function fits({ version: exact, constraint }: LockedPackage, version: string): boolean {
  if (exact !== undefined) return hasPrefix(version, exact) && !excludes(`==${exact}`, version)
  const prefix = /^=([^\s=,|*<>!~]+?)(?:\.\*)?$/.exec(constraint ?? '')?.[1]
  return prefix === undefined ? !excludes(constraint ?? '', version) : hasPrefix(version, prefix)
}

/** Platforms and channels that were added since. `nodefaults` is no channel. */
function missingFacts(environment: Lockfile, lock: Lockfile) {
  const channels = (environment.facts.channels ?? []).map(channelName)
  const locked = new Set((lock.facts.channels ?? []).map(channelName))
  const added = [
    ...missingFrom(new Set(lock.facts.platforms), environment.facts.platforms ?? []),
    // A lock that names none was not made by conda-lock.
    ...(locked.size === 0 ? [] : missingFrom(locked, channels)).filter((name) => name !== 'nodefaults').map((name) => `Channel ${name}`),
  ]
  return added.map((name) => ({
    message: `${name} is asked for, and not in conda-lock.yml.`,
    place: { file: environment.file, line: 1 },
  }))
}

function missingFrom(locked: ReadonlySet<string>, wanted: readonly string[]): string[] {
  return wanted.filter((name) => !locked.has(name))
}

/** `https://conda.anaconda.org/conda-forge/` is conda-forge. */
function channelName(written: string): string {
  return written.replace(/^https:\/\/conda\.anaconda\.org\//, '').replace(/\/$/, '')
}

/** `5.32` asks for 5.32 and 5.32.1, and not for 5.320. Zeros at an end and epochs count nothing, and are left to conda. */
function hasPrefix(version: string, prefix: string): boolean {
  const plain = (text: string) => text.replace(/^\d+!/, '').replace(/(?:\.0)+$/, '')
  const [have, want] = [plain(version), plain(prefix)]
  return have === want || have.startsWith(`${want}.`) || have.startsWith(`${want}+`) || version.startsWith(`${prefix}.`)
}

/** Python's rule for names, which conda's names of the same packages follow. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}
