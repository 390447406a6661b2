import { isNoText, stringOf } from '../documents/json-document.js'
import type { TomlDocument, TomlEntry } from '../documents/toml-document.js'
import type { LockedPackage, LockfileContent } from '../lockfile.js'
import { renderName } from '../source-address.js'

/**
 * The packages of a TOML lockfile that has a table `[[package]]` for each.
 *
 * @param read the package of a table that has a name
 */
export function readTomlPackages(
  document: TomlDocument,
  file: string,
  read: (fields: NonNullable<TomlEntry['fields']>, name: string) => Omit<LockedPackage, 'name' | 'line'> | undefined,
): Pick<LockfileContent, 'packages' | 'problems'> {
  const entries = document.entriesOf('package')
  if (entries === undefined) {
    // A project that asks for nothing has no package at all.
    if (document.root['package'] === undefined) return { packages: [], problems: [] }
    return { packages: [], problems: [{ message: '"package" is no list of tables.', place: { file, line: document.lineOf('package') } }] }
  }
  const packages: LockedPackage[] = []
  const problems = entries.flatMap(({ fields, line }) => {
    const name = stringOf(fields?.['name'])
    if (fields === undefined || name === undefined) return [{ message: 'This package has no name.', place: { file, line } }]
    if (isNoText(fields['version'])) {
      return [{ message: `The version of ${renderName(name)} is no text.`, place: { file, line } }]
    }
    const found = read(fields, name)
    if (found !== undefined) packages.push({ name, ...found, line })
    return []
  })
  return { packages, problems }
}
