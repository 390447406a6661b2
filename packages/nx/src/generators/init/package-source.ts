import { posix } from 'node:path'

/** Where the installed package comes from, and what package.json is to say so that a fresh clone installs the same. */
export type PackageSource =
  /** package.json says it already, in a way that holds for everybody. */
  | { readonly kind: 'said' }
  | { readonly kind: 'registry'; readonly range: string }
  /** A tarball that lies outside of the repository, or that git does not keep: it is put into it. */
  | { readonly kind: 'tarball'; readonly from: string; readonly to: string }
  /** A folder of this machine, or a tarball that is gone. */
  | { readonly kind: 'elsewhere'; readonly path: string }

export interface PackageFacts {
  /** What package.json says of the package. */
  readonly said: string | undefined
  /** What npm noted of where it comes from, for a package that package.json does not name. */
  readonly resolved: string | undefined
  readonly version: string
  /** Of the workspace and of its repository, absolute, with /. */
  readonly root: string
  readonly top: string
  /** Where tarballs are put, posix from the workspace root. */
  readonly folder: string
  /** Whether git leaves a file of the workspace out. */
  readonly isIgnored: (path: string) => boolean
  /** Whether a file is there; native. */
  readonly exists: (path: string) => boolean
}

/** How npm, pnpm and yarn name what lies on this machine: https://docs.npmjs.com/cli/configuring-npm/package-json#local-paths */
const LOCAL = /^(?:file|link|portal):|^(?:\.{1,2}\/|\/|~\/|[A-Za-z]:[\\/])/

export function planPackageSource(facts: PackageFacts): PackageSource {
  const { said, resolved, version, folder } = facts
  const spec = said ?? (resolved !== undefined && LOCAL.test(resolved) ? resolved : undefined)
  if (spec === undefined) return { kind: 'registry', range: `^${version}` }
  if (!LOCAL.test(spec)) return { kind: 'said' }
  const path = posix.resolve(facts.root, spec.replace(/^(?:file|link|portal):(?:\/\/(?=\/))?/, '').replaceAll('\\', '/'))
  const inside = posix.relative(facts.root, path)
  const isKept = !posix.relative(facts.top, path).startsWith('..') && (inside.startsWith('..') || !facts.isIgnored(inside))
  if (isKept && said !== undefined) return { kind: 'said' }
  if (!/\.(?:tgz|tar\.gz)$/.test(path) || !facts.exists(path)) return { kind: 'elsewhere', path }
  return { kind: 'tarball', from: path, to: `${folder}/${posix.basename(path)}` }
}
