import { checksumOf } from '../checksum.js'
import { channelOf, parsePackageFileName, subdirOf } from '../conda/match-spec.js'
import { readYaml, valueOf } from '../documents/yaml-document.js'
import type { LockedPackage, LockfileContent, LockfileKind, LockfileProblem } from '../lockfile.js'
import { renderExcerpt } from '../source-address.js'
import { readEnvironment } from './conda-environment.js'
import { readCondaLock } from './conda-lock.js'
import { readRequirementLines } from './requirements.js'

/**
 * What conda-lock writes for one platform: a list of addresses, an environment, or its own form. The names of the three are not used alike, so the
 * content says which it is. Form: https://conda.github.io/conda-lock/output/ and
 * https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#building-identical-conda-environments
 */
export const condaPlatformLock: LockfileKind = {
  kind: 'conda-platform',
  reads:
    'conda packages with version, channel and platform, of a list of addresses (`@EXPLICIT`) with its pip lines, of an environment, or of the form of conda-lock itself',
  read(text, file) {
    if (/^@EXPLICIT\s*$/m.test(text)) return readExplicit(text, file)
    const root = readYaml(text)
    if (valueOf(root, 'package') !== undefined) return readCondaLock(root, file)
    const platform = platformOf(file)
    const { packages, ...content } = readEnvironment(root, file)
    return { ...content, packages: packages.map((one) => ({ ...one, ...platform })) }
  },
}

/** Text before the line `@EXPLICIT` says nothing to conda, but for a comment that names the platform. */
function readExplicit(text: string, file: string): LockfileContent {
  const packages: LockedPackage[] = []
  const problems: LockfileProblem[] = []
  const named = /^#\s*platform:\s*([\w-]+)/m.exec(text)?.[1]
  const platform = named === undefined ? platformOf(file) : { platforms: [named] }
  text.split('\n').forEach((raw, index) => {
    const written = raw.trim()
    const line = index + 1
    const pip = /^#\s*pip\s+(.+)$/.exec(written)?.[1]
    if (pip !== undefined) {
      const read = readRequirementLines(pip, file)
      packages.push(...read.packages.map((one) => ({ ...one, ...platform, manager: 'pip' as const, line })))
      problems.push(...read.problems.map(({ message }) => ({ message, place: { file, line } })))
    }
    if (written === '' || written.startsWith('#') || written === '@EXPLICIT') return
    const found = readAddress(written)
    if (found === undefined)
      problems.push({ message: `'${renderExcerpt(written)}' is no address of a conda package.`, place: { file, line } })
    else packages.push({ ...found, ...platform, manager: 'conda', line })
  })
  return { packages, problems, facts: platform }
}

/** `https://HOST/CHANNEL/linux-64/NAME-VERSION-BUILD.conda#HASH`, or a path. */
function readAddress(written: string): Pick<LockedPackage, 'name' | 'version' | 'source' | 'files'> | undefined {
  const [address = ''] = written.split(/[#?]/, 1)
  const [, algorithm = 'md5', digits] = /#(?:(sha256):)?([0-9a-f]+)$/i.exec(written) ?? []
  const checksums = checksumOf(algorithm, digits)
  const read = /\s/.test(address) ? undefined : parsePackageFileName(address.slice(address.lastIndexOf('/') + 1))
  if (read === undefined) return undefined
  const files = checksums.length === 0 ? {} : { files: [{ checksums, build: read.build, subdir: subdirOf(address) }] }
  return { name: read.name, version: read.version, source: channelOf(address), ...files }
}

function platformOf(file: string): { readonly platforms?: readonly string[] } {
  const name = /(?:linux|osx|win)-(?:\d+|[a-z]+\w*)/.exec(file.slice(file.lastIndexOf('/') + 1))?.[0]
  return name === undefined ? {} : { platforms: [name] }
}
