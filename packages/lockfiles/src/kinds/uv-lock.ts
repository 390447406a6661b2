import { filesByName } from '../checksum.js'
import { type Fields, fieldsOf, stringOf } from '../documents/json-document.js'
import { readToml } from '../documents/toml-document.js'
import { BadLockfileError, type LockedPackage, type LockfileKind } from '../lockfile.js'
import { renderIndex, renderSource } from '../source-address.js'
import { readTomlPackages } from './toml-packages.js'

/** uv's lockfile. Form: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile, crates/uv-resolver/src/lock of https://github.com/astral-sh/uv */
export const uvLock: LockfileKind = {
  kind: 'uv',
  reads: 'packages of all groups and extras with version, index, address or commit (version 1)',
  read(text, file) {
    const document = readToml(text)
    const { version } = document.root
    if (version !== 1) {
      const message =
        version === undefined ? 'It does not say its version.' : `It is of version ${JSON.stringify(version)}; version 1 is read.`
      throw new BadLockfileError(message, document.lineOf('version'), undefined, Number.isInteger(version) && Number(version) > 1)
    }
    const read = (fields: Fields) => {
      const source = fieldsOf(fields['source']) ?? {}
      // The project itself, which is not installed.
      return source['virtual'] === undefined ? { version: stringOf(fields['version']), ...sourceOf(source), ...filesOf(fields) } : undefined
    }
    return { ...readTomlPackages(document, file, read), facts: {} }
  },
}

/** The wheels and the source distribution. */
function filesOf(fields: Fields): Pick<LockedPackage, 'files'> {
  const wheels = Array.isArray(fields['wheels']) ? (fields['wheels'] as unknown[]) : []
  const files = [fields['sdist'], ...wheels].map((file) => fieldsOf(file) ?? {})
  return filesByName(files.map(({ hash, url, filename, path }) => ({ hash: stringOf(hash), name: stringOf(url ?? filename ?? path) })))
}

const LOCAL = ['editable', 'directory', 'path'] as const

function sourceOf(source: Fields): Pick<LockedPackage, 'source' | 'commit'> {
  const git = stringOf(source['git'])
  if (git !== undefined) {
    const commit = /#([0-9a-f]{40})$/.exec(git)?.[1]
    return { source: `git+${renderSource(git)}`, ...(commit === undefined ? {} : { commit }) }
  }
  const local = LOCAL.map((name) => stringOf(source[name])).find((path) => path !== undefined)
  const elsewhere = stringOf(source['url']) ?? local
  return { source: elsewhere === undefined ? renderIndex(stringOf(source['registry'])) : renderSource(elsewhere) }
}
