import { checksumOf } from '../checksum.js'
import { channelName, channelOf, parsePackageFileName, subdirOf } from '../conda/match-spec.js'
import { createLineOf, entriesOf, isList, itemsOf, readYaml, textOf, valueOf, type YamlNode } from '../documents/yaml-document.js'
import { BadLockfileError, type LockedFile, type LockedPackage, type LockfileKind, type LockfileProblem } from '../lockfile.js'
import { PackageCollector } from '../package-collector.js'
import { renderSource } from '../source-address.js'

/** Those whose packages are told by environment. */
const VERSIONS = { first: 4, last: 7 }

/**
 * pixi's lockfile. Form: https://pixi.sh/latest/workspace/lockfile/ and crates/rattler_lock of https://github.com/conda/rattler
 */
export const pixiLock: LockfileKind = {
  kind: 'pixi',
  reads: 'conda and PyPI packages of all environments with version, channel and platforms (versions 4 to 7)',
  read(text, file) {
    const root = readYaml(text)
    checkVersion(textOf(valueOf(root, 'version')))
    const problems: LockfileProblem[] = []
    const lineOf = createLineOf(root)
    const environments = entriesOf(valueOf(root, 'environments')).map(({ value }) => value)
    const platforms = platformsByAddress(environments)
    const list = valueOf(root, 'packages')
    if (list !== undefined && !isList(list)) throw new BadLockfileError('"packages" is no list.', lineOf(list))
    if (list === undefined) problems.push({ message: 'It has no "packages".', place: { file, line: 1 } })
    const packages = new PackageCollector()
    for (const entry of itemsOf(list)) {
      const line = lineOf(entry)
      const found = readPackage(entry, line)
      if (found === undefined) problems.push({ message: 'This package has no name.', place: { file, line } })
      else packages.add(found, platforms.get(addressOf(entry)) ?? [])
    }
    const channels = environments.flatMap((one) => itemsOf(valueOf(one, 'channels')).flatMap((item) => textOf(valueOf(item, 'url')) ?? []))
    return { packages: packages.list(), problems, facts: { channels: [...new Set(channels.map(channelName))] } }
  },
}

function checkVersion(written: string | undefined): void {
  const version = Number(written)
  if (version >= VERSIONS.first && version <= VERSIONS.last) return
  const message = `It is of version ${written ?? 'none'}; versions ${VERSIONS.first} to ${VERSIONS.last} are read.`
  throw new BadLockfileError(message, 1, undefined, Number.isInteger(version) && version > 0)
}

/** The platforms of an environment name packages by address. */
function platformsByAddress(environments: readonly YamlNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const { key, value } of environments.flatMap((one) => entriesOf(valueOf(one, 'packages')))) {
    for (const item of itemsOf(value)) {
      const address = addressOf(item)
      found.set(address, (found.get(address) ?? new Set()).add(key))
    }
  }
  return found
}

const ADDRESSES = ['conda', 'pypi', 'conda_source', 'url', 'path'] as const

/** Since version 6 under the name of its kind, before as `url` or `path`. */
function addressOf(item: YamlNode): string {
  const address = ADDRESSES.map((name) => textOf(valueOf(item, name))).find((text) => text !== undefined)
  return address ?? ''
}

function readPackage(entry: YamlNode, line: number): LockedPackage | undefined {
  const field = (name: string) => textOf(valueOf(entry, name))
  const address = addressOf(entry)
  const manager = field('kind') === 'pypi' || field('pypi') !== undefined ? 'pip' : 'conda'
  const checksums = ['md5', 'sha256'].flatMap((algorithm) => checksumOf(algorithm, field(algorithm)))
  if (manager === 'pip') {
    const name = field('name')
    const from = { ...pypiSource(address), manager, line } as const
    return name === undefined ? undefined : { name, version: field('version'), ...from, ...filesOf(checksums, {}) }
  }
  const named = parsePackageFileName(address.slice(address.lastIndexOf('/') + 1))
  const licence = field('license')
  const name = field('name') ?? named?.name ?? /^([^[\s]+)\[/.exec(field('conda_source') ?? '')?.[1]
  if (name === undefined) return undefined
  const channel = field('channel') ?? (named === undefined ? undefined : channelOf(address))
  return {
    name,
    version: field('version') ?? named?.version,
    source: channel === undefined ? renderSource(address) : channelName(channel),
    manager,
    line,
    ...(licence === undefined ? {} : { licence }),
    ...filesOf(checksums, { subdir: field('subdir') ?? subdirOf(address), build: field('build') ?? named?.build }),
  }
}

function filesOf(checksums: readonly string[], of: Omit<LockedFile, 'checksums'>): Pick<LockedPackage, 'files'> {
  return checksums.length === 0 ? {} : { files: [{ checksums, ...of }] }
}

/** A wheel of an index stands under the index's own address for files. */
function pypiSource(address: string): Pick<LockedPackage, 'source' | 'commit'> {
  if (!/^git\+|^direct\+|^\.{0,2}\//.test(address)) return { source: 'PyPI' }
  const commit = /^git\+.*[@#]([0-9a-f]{40})$/.exec(address)?.[1]
  return { source: renderSource(address.replace(/^direct\+/, '')), ...(commit === undefined ? {} : { commit }) }
}
