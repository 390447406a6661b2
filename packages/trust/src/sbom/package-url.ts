import type { LockfileKindName } from '@module-images/core'
import type { LockedFile, LockedPackage } from '@module-images/lockfiles'
import { PackageURL } from 'packageurl-js'

/** Parts of a package URL; the version is that of the package unless another is given. */
interface UrlParts {
  readonly type: string
  readonly namespace?: string | undefined
  readonly name: string
  readonly version?: string | undefined
  readonly qualifiers?: Readonly<Record<string, string | undefined>>
}

/** The image itself. @param image repository with host, without tag */
export function imageUrlOf({ image, digest }: { readonly image: string; readonly digest: string | undefined }): string | undefined {
  const name = image.slice(image.lastIndexOf('/') + 1)
  return digest === undefined ? undefined : new PackageURL('oci', undefined, name, digest, { repository_url: image }, undefined).toString()
}

/**
 * The package URL that scanners know a package by; nothing where it lies in a folder, or its name is none of that kind.
 * https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst
 *
 * @param file the one that is installed, where that is known
 */
export function packageUrlOf(item: LockedPackage, kind: LockfileKindName, file?: LockedFile): string | undefined {
  const parts = partsOf(item, kind, file)
  if (parts === undefined) return undefined
  const qualifiers = Object.fromEntries(
    Object.entries(parts.qualifiers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
  try {
    const { type, namespace, name, version } = parts
    return new PackageURL(type, namespace, name, version ?? item.version, qualifiers, undefined).toString()
  } catch {
    // Names come from files, and each type has rules of its own.
    return undefined
  }
}

function partsOf(item: LockedPackage, kind: LockfileKindName, file: LockedFile | undefined): UrlParts | undefined {
  if (kind === 'renv') return partsOfR(item)
  if (kind === 'npm') return partsOfNpm(item)
  if (kind === 'apt') return { type: 'deb', namespace: 'debian', name: item.name }
  if (item.manager === 'conda') {
    const { build, subdir } = file ?? {}
    return { type: 'conda', name: item.name, qualifiers: { build, channel: item.source, subdir } }
  }
  return partsOfPython(item)
}

function partsOfR(item: LockedPackage): UrlParts | undefined {
  const { name, source = '' } = item
  const [, host, owner, repository] = /^(GitHub|GitLab|Bitbucket) ([^/\s]+)\/(\S+)$/i.exec(source) ?? []
  if (host !== undefined && owner !== undefined && repository !== undefined)
    return { type: host.toLowerCase(), namespace: owner, name: repository, version: item.commit ?? item.version }
  const git = /^Git (\S+)$/.exec(source)?.[1]
  if (git !== undefined) return { type: 'generic', name, qualifiers: { vcs_url: vcsUrl(`git+${git}`, item) } }
  if (/^Bioconductor\b/i.test(source)) return { type: 'bioconductor', name }
  return { type: 'cran', name, qualifiers: { repository_url: isAddress(source) ? source : undefined } }
}

function partsOfNpm(item: LockedPackage): UrlParts | undefined {
  const { source = 'npm' } = item
  const [, owner, repository] = /^github:([^/\s]+)\/([^#\s]+)/.exec(source) ?? []
  if (owner !== undefined && repository !== undefined)
    return { type: 'github', namespace: owner, name: repository, version: item.commit ?? item.version }
  const at = item.name.startsWith('@') ? item.name.indexOf('/') : -1
  const named = { type: 'npm', namespace: at < 0 ? undefined : item.name.slice(0, at), name: item.name.slice(at + 1) }
  return withPlace(named, item, /\.(?:tgz|tar\.gz)$/)
}

function partsOfPython(item: LockedPackage): UrlParts | undefined {
  return withPlace({ type: 'pypi', name: item.name }, item, /\.(?:whl|zip|tar\.(?:gz|bz2|xz))$/)
}

/** What comes from elsewhere than the type's own index says from where; a folder has no such URL. */
function withPlace(parts: UrlParts, item: LockedPackage, archive: RegExp): UrlParts | undefined {
  const { source = '' } = item
  if (source === '' || source === 'PyPI' || source === 'npm') return parts
  if (/^git\+/.test(source)) return { ...parts, qualifiers: { vcs_url: vcsUrl(source, item) } }
  if (!isAddress(source)) return undefined
  return { ...parts, qualifiers: archive.test(source) ? { download_url: source } : { repository_url: source } }
}

function vcsUrl(address: string, { commit }: LockedPackage): string {
  return commit === undefined || address.includes(commit) ? address : `${address}@${commit}`
}

function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source)
}
