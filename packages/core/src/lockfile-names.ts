/** How the files of one kind are called, and whether such a file pins, by itself, all packages that its image gets. */
interface LockfileNames {
  readonly kind: string
  readonly names: readonly string[]
  /** For names with a part of their own, with examples of them. */
  readonly pattern?: { readonly matches: RegExp; readonly examples: readonly string[] }
  readonly pins: boolean
}

/** `linux-64` and its like. https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html */
const PLATFORM = '(?:linux|osx|win)-(?:32|64|aarch64|arm64|armv[67]l|ppc64le|riscv64|s390x)'

/** In the order in which a module's packages are listed. */
const LOCKFILES = [
  { kind: 'renv', names: ['renv.lock'], pins: true },
  { kind: 'conda-lock', names: ['conda-lock.yml', 'conda-lock.yaml'], pins: true },
  // https://conda.github.io/conda-lock/output/: conda-linux-64.lock, conda-linux-64.lock.yml, linux-64.conda-lock.yml
  {
    kind: 'conda-platform',
    names: [],
    pattern: {
      matches: new RegExp(`^(?:[\\w.-]+[-.])?${PLATFORM}(?:\\.lock(?:\\.ya?ml)?|\\.conda-lock\\.ya?ml)$`),
      examples: ['conda-linux-64.lock', 'conda-linux-64.lock.yml', 'linux-64.conda-lock.yml'],
    },
    pins: true,
  },
  // Asks for packages; conda-lock.yml pins them.
  { kind: 'conda-environment', names: ['environment.yml', 'environment.yaml'], pins: false },
  { kind: 'pixi', names: ['pixi.lock'], pins: true },
  { kind: 'requirements', names: ['requirements.txt'], pins: true },
  { kind: 'uv', names: ['uv.lock'], pins: true },
  { kind: 'poetry', names: ['poetry.lock'], pins: true },
  { kind: 'pipfile', names: ['Pipfile.lock'], pins: true },
  { kind: 'npm', names: ['package-lock.json', 'npm-shrinkwrap.json'], pins: true },
  // Debian's archive keeps one version of each.
  { kind: 'apt', names: ['apt.txt'], pins: false },
] as const satisfies readonly LockfileNames[]

/** Files a person writes ask for packages, those a tool writes lock them; `requirements` and `apt` may be either. */
export type LockfileKindName = (typeof LOCKFILES)[number]['kind']

/** Every lockfile known by one name. A change of a lockfile selects its module even when the Dockerfile does not copy it. */
export const LOCKFILE_NAMES: readonly string[] = LOCKFILES.flatMap(({ names }): readonly string[] => names)

/** The kind of lockfile that files of this name are; undefined for any other file. @param name without folder */
export function lockfileKind(name: string): LockfileKindName | undefined {
  return findNames(name)?.kind
}

/** Whether a file of this name is the whole of what it pins. @param name without folder */
export function pinsPackages(name: string): boolean {
  return findNames(name)?.pins ?? false
}

/** Those of some paths that are lockfiles, in the order in which packages are listed: by kind, then as given. */
export function selectLockfiles(paths: readonly string[]): string[] {
  const ranked = paths.flatMap((path) => {
    const names = findNames(path.slice(path.lastIndexOf('/') + 1))
    return names === undefined ? [] : [{ path, rank: LOCKFILES.indexOf(names) }]
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ path }) => path)
}

function findNames(name: string): (typeof LOCKFILES)[number] | undefined {
  return LOCKFILES.find((entry: LockfileNames) => entry.names.includes(name) || (entry.pattern?.matches.test(name) ?? false))
}

/** What files of a kind are called, for people: those with a part of their own by examples. */
export function exampleLockfileNames(kind: LockfileKindName): readonly string[] {
  const entries: readonly LockfileNames[] = LOCKFILES
  return entries.flatMap((entry) => (entry.kind === kind ? [...entry.names, ...(entry.pattern?.examples ?? [])] : []))
}

/** Lockfiles of other tools, of which no reader is there: whoever asks for packages is told so. */
export const UNREAD_LOCKFILE_NAMES: readonly string[] = [
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'pdm.lock',
  'pylock.toml',
  'Cargo.lock',
  'go.sum',
  'Gemfile.lock',
  'composer.lock',
  'Manifest.toml',
  'packrat.lock',
]

/** @param name without folder */
export function isUnreadLockfile(name: string): boolean {
  return UNREAD_LOCKFILE_NAMES.includes(name)
}
