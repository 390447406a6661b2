import { compareBytes } from '@module-images/core'
import type { LockedFile, LockedPackage } from '@module-images/lockfiles'
import { packageUrlOf } from './package-url.js'
import type { SbomLockfile } from './sbom-facts.js'

/** One package as both formats list it. */
export interface SbomComponent {
  /** Of its own in the list. */
  readonly ref: string
  readonly name: string
  readonly version: string | undefined
  /** What the lockfile asks for, where that is not one version. */
  readonly constraint: string | undefined
  readonly url: string | undefined
  readonly licence: string | undefined
  readonly commit: string | undefined
  /** `sha256:…` of the file that is installed. */
  readonly checksums: readonly string[]
  /** The same of each file that an installer may take, where it chooses. */
  readonly anyOf: readonly string[]
  /** Those that name it. */
  readonly lockfiles: readonly string[]
}

/** The packages of all lockfiles, each once, in order of name. */
export function planComponents(lockfiles: readonly SbomLockfile[]): SbomComponent[] {
  const components = new Map<string, SbomComponent>()
  for (const { file, kind, packages } of lockfiles) {
    if (kind === undefined) continue
    for (const found of packages.flatMap((item) => planPackage(item, (one) => packageUrlOf(item, kind, one)))) {
      const known = components.get(found.ref)
      const files = [...(known?.lockfiles ?? []), file]
      components.set(found.ref, { ...found, ...known, lockfiles: [...new Set(files)] })
    }
  }
  return [...components.values()].sort((a, b) => compareBytes(a.name, b.name) || compareBytes(a.ref, b.ref))
}

type Planned = Omit<SbomComponent, 'lockfiles'>

/** conda has one file for each platform, and each is another package; of an index, pip takes one of several, nobody knows which. */
function planPackage(item: LockedPackage, urlOf: (file?: LockedFile) => string | undefined): Planned[] {
  const { files = [], manager } = item
  if (manager === 'conda' && files.length > 0)
    return files.map((file) => create(item, urlOf(file), { checksums: file.checksums, anyOf: [] }))
  const [first, ...others] = files
  const all = files.flatMap(({ checksums }) => checksums)
  return [create(item, urlOf(), others.length === 0 ? { checksums: first?.checksums ?? [], anyOf: [] } : { checksums: [], anyOf: all })]
}

function create(item: LockedPackage, url: string | undefined, found: Pick<SbomComponent, 'checksums' | 'anyOf'>): Planned {
  const { name, version, constraint, licence, commit, source } = item
  // Of one URL there may be two contents: a channel that was rebuilt, a registry behind another.
  const [checksum = found.anyOf[0]] = found.checksums
  const ref = [url ?? [name, version ?? constraint ?? '', source ?? ''].join(' '), ...(checksum === undefined ? [] : [checksum])].join('#')
  return { ref, name, version, constraint, url, licence, commit, ...found }
}
