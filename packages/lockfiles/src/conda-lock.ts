import { type CondaLockEntry, readCondaLockLines } from './conda-lock-lines.js'
import { BadLockfileError, type LockedPackage, type LockfileContent, type LockfileKind, type LockfileProblem } from './lockfile.js'
import { renderSource } from './source-address.js'
import { entriesOf, itemsOf, readYaml, textOf, valueOf, type YamlDocument } from './yaml-document.js'

/**
 * conda-lock's unified lockfile, version 1, which mamba and micromamba read as well.
 * Form: https://conda.github.io/conda-lock/output/ and conda_lock/lockfile/v1/models.py of https://github.com/conda/conda-lock
 */
export const condaLock: LockfileKind = {
  kind: 'conda-lock',
  fileName: 'conda-lock.yml',
  read(text, file) {
    // Twenty thousand lines are usual. Those conda-lock wrote itself are read line by line; what looks otherwise goes to the full parser.
    const lines = readCondaLockLines(text)
    const document = readYaml(lines?.head ?? text)
    const entries = lines?.entries ?? readEntries(document)
    const version = textOf(valueOf(document.root, 'version'))
    if (version !== '1') throw new BadLockfileError(`It is not of version 1, but ${version ?? 'of none'}.`, 1)
    return readContent(document, entries, file)
  },
}

function readEntries({ root, lineOf }: YamlDocument): CondaLockEntry[] {
  return itemsOf(valueOf(root, 'package')).map((item) => {
    const field = (name: string) => textOf(valueOf(item, name))
    const [name, version, platform] = [field('name'), field('version'), field('platform')]
    return { name, version, platform, manager: field('manager'), url: field('url'), line: lineOf(item) }
  })
}

function readContent({ root }: YamlDocument, entries: readonly CondaLockEntry[], file: string): LockfileContent {
  const metadata = valueOf(root, 'metadata')
  const problems: LockfileProblem[] = []
  const packages = new Map<string, LockedPackage & { platforms: string[] }>()
  for (const { name, version, platform, manager, url, line } of entries) {
    if (name === undefined || platform === undefined) {
      problems.push({ message: 'This package has no name or no platform.', place: { file, line } })
      continue
    }
    const source = sourceOf(manager, url)
    const key = JSON.stringify([name, version, source])
    const known = packages.get(key)
    if (known === undefined) packages.set(key, { name, version, source, platforms: [platform], line })
    else if (!known.platforms.includes(platform)) known.platforms.push(platform)
  }
  for (const { platforms } of packages.values()) platforms.sort()
  return {
    packages: [...packages.values()],
    problems,
    facts: {
      platforms: itemsOf(valueOf(metadata, 'platforms')).flatMap((item) => textOf(item) ?? []),
      channels: itemsOf(valueOf(metadata, 'channels')).flatMap((item) => textOf(valueOf(item, 'url')) ?? textOf(item) ?? []),
      contentHashes: new Map(entriesOf(valueOf(metadata, 'content_hash')).flatMap(({ key, value }) => hashOf(key, textOf(value)))),
    },
  }
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
