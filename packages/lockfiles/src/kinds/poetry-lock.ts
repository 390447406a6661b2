import { filesByName } from '../checksum.js'
import { type Fields, fieldsOf, stringOf } from '../documents/json-document.js'
import { readToml } from '../documents/toml-document.js'
import { BadLockfileError, type LockedPackage, type LockfileKind } from '../lockfile.js'
import { renderIndex, renderSource } from '../source-address.js'
import { readTomlPackages } from './toml-packages.js'

/** Poetry's lockfile. Form: src/poetry/packages/locker.py of https://github.com/python-poetry/poetry */
export const poetryLock: LockfileKind = {
  kind: 'poetry',
  reads: 'packages of all groups with version, index, address or commit (`lock-version` 1 and 2)',
  read(text, file) {
    const document = readToml(text)
    const metadata = fieldsOf(document.root['metadata'])
    if (metadata === undefined) throw new BadLockfileError('It has no [metadata].', 1)
    const version = metadata['lock-version'] ?? '1.0'
    if (typeof version !== 'string' || !/^[12]\./.test(version)) {
      const message = `Its lock-version is ${JSON.stringify(version)}; 1 and 2 are read.`
      throw new BadLockfileError(message, document.lineOf('metadata'), undefined, typeof version === 'string' && /^\d+\./.test(version))
    }
    const read = (fields: Fields) => ({ version: stringOf(fields['version']), ...sourceOf(fieldsOf(fields['source'])), ...filesOf(fields) })
    return { ...readTomlPackages(document, file, read), facts: {} }
  },
}

/** Of lock-version 2; that of 1 has them in a table of its own, by the names of packages. */
function filesOf(fields: Fields): Pick<LockedPackage, 'files'> {
  const listed = Array.isArray(fields['files']) ? (fields['files'] as unknown[]) : []
  return filesByName(listed.map(fieldsOf).map((file) => ({ hash: stringOf(file?.['hash']), name: stringOf(file?.['file']) })))
}

function sourceOf(source: Fields | undefined): Pick<LockedPackage, 'source' | 'commit'> {
  const [type, url, commit] = [stringOf(source?.['type']), stringOf(source?.['url']), stringOf(source?.['resolved_reference'])]
  if (url === undefined || type === 'legacy') return { source: renderIndex(url) }
  return { source: type === 'git' ? `git+${renderSource(url)}` : renderSource(url), ...(commit === undefined ? {} : { commit }) }
}
