import { BadLockfileError, type LockedPackage, type LockfileContent, type LockfileKind, type LockfileProblem } from './lockfile.js'
import { renderSource } from './source-address.js'
import { createLineOf, entriesOf, itemsOf, readYaml, textOf, valueOf, type YamlNode } from './yaml-document.js'

/**
 * conda-lock's unified lockfile, version 1, which mamba and micromamba read as well.
 * Form: https://conda.github.io/conda-lock/output/ and conda_lock/lockfile/v1/models.py of https://github.com/conda/conda-lock
 */
export const condaLock: LockfileKind = {
  kind: 'conda-lock',
  fileName: 'conda-lock.yml',
  read(text, file) {
    const root = readYaml(text)
    const version = textOf(valueOf(root, 'version'))
    if (version !== '1') throw new BadLockfileError(`It is not of version 1, but ${version ?? 'of none'}.`, 1)
    const metadata = valueOf(root, 'metadata')
    return {
      ...readPackages(root, file),
      facts: {
        platforms: itemsOf(valueOf(metadata, 'platforms')).flatMap((item) => textOf(item) ?? []),
        channels: itemsOf(valueOf(metadata, 'channels')).flatMap((item) => textOf(valueOf(item, 'url')) ?? textOf(item) ?? []),
        contentHashes: new Map(entriesOf(valueOf(metadata, 'content_hash')).flatMap(({ key, value }) => hashOf(key, textOf(value)))),
      },
    }
  },
}

/** The file has an entry for each platform of a package. */
function readPackages(root: YamlNode, file: string): Pick<LockfileContent, 'packages' | 'problems'> {
  const lineOf = createLineOf(root)
  const problems: LockfileProblem[] = []
  const packages = new Map<string, LockedPackage & { platforms: string[] }>()
  for (const entry of itemsOf(valueOf(root, 'package'))) {
    const field = (name: string) => textOf(valueOf(entry, name))
    const [name, version, platform, line] = [field('name'), field('version'), field('platform'), lineOf(entry)]
    if (name === undefined || platform === undefined) {
      problems.push({ message: 'This package has no name or no platform.', place: { file, line } })
      continue
    }
    const source = sourceOf(field('manager'), field('url'))
    const key = JSON.stringify([name, version, source])
    const known = packages.get(key)
    if (known === undefined) packages.set(key, { name, version, source, platforms: [platform], line })
    else if (!known.platforms.includes(platform)) known.platforms.push(platform)
  }
  for (const { platforms } of packages.values()) platforms.sort()
  return { packages: [...packages.values()], problems }
}

function hashOf(platform: string, hash: string | undefined): [string, string][] {
  return hash === undefined ? [] : [[platform, hash]]
}

/** The channel is the part of the address before the platform's folder. */
function sourceOf(manager: string | undefined, url: string | undefined): string | undefined {
  if (manager === 'pip') return 'PyPI'
  if (url === undefined) return undefined
  const parts = renderSource(url).split('/')
  return parts.length > 4 ? parts.at(-3) : renderSource(url)
}
