import type { LockedPackage, Lockfile } from '../../lockfile/lockfile.js'
import type { ModuleRule } from '../check-rule.js'

const DOCKERFILE = 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\n'
const LOCK = `version: 1
metadata:
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
  mend: 'Lock again: conda-lock --file environment.yml --lockfile conda-lock.yml',
  examples: {
    passing: [
      {
        files: { Dockerfile: DOCKERFILE, 'conda-lock.yml': LOCK, 'environment.yml': 'dependencies:\n  - perl=5.32\n' },
        note: 'the hash in conda-lock.yml depends on the version of conda-lock, so names and versions are compared',
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
    ],
  },
  check({ lockfiles }) {
    const lock = lockfiles.find(({ kind }) => kind === 'conda-lock')
    const environment = lockfiles.find(({ kind }) => kind === 'conda-environment')
    if (!lock || !environment || lock.problems.length > 0 || environment.problems.length > 0) return []
    const byName = new Map<string, LockedPackage[]>()
    for (const locked of lock.packages) byName.set(normalized(locked.name), [...(byName.get(normalized(locked.name)) ?? []), locked])
    const packages = environment.packages.flatMap((wish) => {
      const why = compare(wish, byName.get(normalized(wish.name)))
      return why === undefined ? [] : [{ message: why, place: { file: environment.file, line: wish.line } }]
    })
    return [...packages, ...missingPlatforms(environment, lock)]
  },
}

function compare(wish: LockedPackage, locked: readonly LockedPackage[] | undefined): string | undefined {
  if (locked === undefined) return `${wish.name} is not in conda-lock.yml.`
  const prefix = wish.version ?? /^=([^\s=,|*<>!~]+?)(?:\.\*)?$/.exec(wish.constraint ?? '')?.[1]
  const [other] = prefix === undefined ? [] : locked.filter(({ version }) => version !== undefined && !hasPrefix(version, prefix))
  return other && `${wish.name} ${prefix} is asked for, and conda-lock.yml has ${other.version}.`
}

function missingPlatforms(environment: Lockfile, lock: Lockfile) {
  const locked = new Set(lock.facts.platforms)
  const missing = (environment.facts.platforms ?? []).filter((platform) => !locked.has(platform))
  return missing.map((platform) => ({
    message: `${platform} is asked for, and not in conda-lock.yml.`,
    place: { file: environment.file, line: 1 },
  }))
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
