/** Files of a module's folder that say which packages its image gets, and whether such a file pins them all by itself. */
const TABLE = {
  'renv.lock': 'pins',
  'conda-lock.yml': 'pins',
  // Asks for packages; conda-lock.yml pins them.
  'environment.yml': 'asks',
  'requirements.txt': 'pins',
  'uv.lock': 'pins',
  'poetry.lock': 'pins',
  'pixi.lock': 'pins',
  'package-lock.json': 'pins',
  // Debian's archive keeps one version of each.
  'apt.txt': 'asks',
} as const

export type LockfileName = keyof typeof TABLE

/** Every lockfile known by name. A change of one selects its module even when the Dockerfile does not copy it. */
export const LOCKFILE_NAMES: readonly LockfileName[] = Object.keys(TABLE).filter(isLockfileName)

/** Those that are the whole of what they pin. */
export const PINNING_LOCKFILES: readonly LockfileName[] = LOCKFILE_NAMES.filter((name) => TABLE[name] === 'pins')

function isLockfileName(name: string): name is LockfileName {
  return Object.hasOwn(TABLE, name)
}
