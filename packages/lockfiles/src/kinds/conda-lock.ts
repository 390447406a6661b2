import { checksumOf } from '../checksum.js'
import { channelName, channelOf, parsePackageFileName, subdirOf } from '../conda/match-spec.js'
import { createLineOf, entriesOf, isList, itemsOf, readYaml, textOf, valueOf, type YamlNode } from '../documents/yaml-document.js'
import { BadLockfileError, type LockedPackage, type LockfileContent, type LockfileKind, type LockfileProblem } from '../lockfile.js'
import { PackageCollector } from '../package-collector.js'

/**
 * conda-lock's unified lockfile, version 1, which mamba and micromamba read as well.
 * Form: https://conda.github.io/conda-lock/output/ and conda_lock/lockfile/v1/models.py of https://github.com/conda/conda-lock
 */
export const condaLock: LockfileKind = {
  kind: 'conda-lock',
  reads: 'conda and pip packages with version, channel and platforms; channels, platforms and the hashes of what was asked for (version 1)',
  read: (text, file) => readCondaLock(readYaml(text), file),
}

/** @throws BadLockfileError for a lock of another version, or one that is not what it says */
export function readCondaLock(root: YamlNode, file: string): LockfileContent {
  const version = textOf(valueOf(root, 'version'))
  if (version !== '1') throw new BadLockfileError(`It is not of version 1, but ${version ?? 'of none'}.`, 1, undefined, isLater(version))
  const metadata = valueOf(root, 'metadata')
  const channels = itemsOf(valueOf(metadata, 'channels')).flatMap((item) => textOf(valueOf(item, 'url')) ?? textOf(item) ?? [])
  return {
    ...readPackages(root, file),
    facts: {
      platforms: itemsOf(valueOf(metadata, 'platforms')).flatMap((item) => textOf(item) ?? []),
      channels: channels.map(channelName),
      contentHashes: new Map(entriesOf(valueOf(metadata, 'content_hash')).flatMap(({ key, value }) => hashOf(key, textOf(value)))),
    },
  }
}

function isLater(version: string | undefined): boolean {
  return Number(version) > 1
}

/** The file has an entry for each platform of a package. */
function readPackages(root: YamlNode, file: string): Pick<LockfileContent, 'packages' | 'problems'> {
  const lineOf = createLineOf(root)
  const problems: LockfileProblem[] = []
  const list = valueOf(root, 'package')
  if (list !== undefined && !isList(list)) throw new BadLockfileError('"package" is no list.', lineOf(list))
  if (list === undefined) problems.push({ message: 'It has no "package".', place: { file, line: 1 } })
  const packages = new PackageCollector()
  for (const entry of itemsOf(list)) {
    const field = (name: string) => textOf(valueOf(entry, name))
    const [name, version, platform, line] = [field('name'), field('version'), field('platform'), lineOf(entry)]
    if (name === undefined || platform === undefined) {
      problems.push({ message: 'This package has no name or no platform.', place: { file, line } })
      continue
    }
    const manager = field('manager') === 'pip' ? 'pip' : 'conda'
    packages.add({ name, version, source: sourceOf(manager, field('url')), manager, line, ...filesOf(entry, platform) }, [platform])
  }
  return { packages: packages.list(), problems }
}

/** Form: `HashModel` beside the models of packages. */
function filesOf(entry: YamlNode, platform: string): Pick<LockedPackage, 'files'> {
  const hash = valueOf(entry, 'hash')
  const checksums = ['md5', 'sha256'].flatMap((algorithm) => checksumOf(algorithm, textOf(valueOf(hash, algorithm))))
  const address = textOf(valueOf(entry, 'url')) ?? ''
  const build = parsePackageFileName(address.slice(address.lastIndexOf('/') + 1))?.build
  return checksums.length === 0 ? {} : { files: [{ checksums, platform, build, subdir: subdirOf(address) }] }
}

function hashOf(platform: string, hash: string | undefined): [string, string][] {
  return hash === undefined ? [] : [[platform, hash]]
}

function sourceOf(manager: LockedPackage['manager'], url: string | undefined): string | undefined {
  if (manager === 'pip') return 'PyPI'
  return url === undefined ? undefined : channelOf(url)
}
