/** Files of a module's folder that say which packages its image gets, and whether such a file pins them all by itself. */
const LOCKFILES = [
  { name: 'renv.lock', pins: true },
  { name: 'conda-lock.yml', pins: true },
  // Asks for packages; conda-lock.yml pins them.
  { name: 'environment.yml', pins: false },
  { name: 'requirements.txt', pins: true },
  { name: 'uv.lock', pins: true },
  { name: 'poetry.lock', pins: true },
  { name: 'pixi.lock', pins: true },
  { name: 'package-lock.json', pins: true },
  // Debian's archive keeps one version of each.
  { name: 'apt.txt', pins: false },
] as const

export type LockfileName = (typeof LOCKFILES)[number]['name']

/** Every lockfile known by name. A change of one selects its module even when the Dockerfile does not copy it. */
export const LOCKFILE_NAMES: readonly LockfileName[] = LOCKFILES.map(({ name }) => name)

/** Those that are the whole of what they pin. */
export const PINNING_LOCKFILES: readonly LockfileName[] = LOCKFILES.filter(({ pins }) => pins).map(({ name }) => name)
