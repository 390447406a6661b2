import { type Fields, fieldsOf, readJson, isNoText, stringOf } from '../documents/json-document.js'
import type { LockedPackage, LockfileKind, LockfileProblem } from '../lockfile.js'
import { renderName, renderSource } from '../source-address.js'

/** renv's lockfile. Form: https://rstudio.github.io/renv/articles/lockfile.html */
export const renvLock: LockfileKind = {
  kind: 'renv',
  reads: 'packages with version, repository or remote, and commit; the versions of R and of Bioconductor',
  read(text, file) {
    const { root, lineOf } = readJson(text)
    const packages = fieldsOf(root['Packages'])
    const problems: LockfileProblem[] = []
    const problem = (message: string, line: number) => problems.push({ message, place: { file, line } })
    if (fieldsOf(root['R'])?.['Version'] === undefined) problem('It does not say the version of R ("R": { "Version": … }).', lineOf('R'))
    if (root['Packages'] === undefined) problem('It has no "Packages".', 1)
    else if (packages === undefined) problem('"Packages" is no object.', lineOf('Packages'))
    const read: LockedPackage[] = []
    for (const [name, value] of Object.entries(packages ?? {})) {
      const record = fieldsOf(value)
      const line = lineOf('Packages', name)
      if (record === undefined) problem(`The record of ${renderName(name)} is no object.`, line)
      else if (isNoText(record['Version'])) problem(`The version of ${renderName(name)} is no text.`, line)
      else read.push(readPackage(name, record, line))
    }
    const facts = {
      rVersion: stringOf(fieldsOf(root['R'])?.['Version']),
      bioconductor: stringOf(fieldsOf(root['Bioconductor'])?.['Version']),
    }
    return { packages: read, problems, facts }
  },
}

function readPackage(name: string, record: Fields, line: number): LockedPackage {
  // Where renv was told to keep the whole DESCRIPTION. Its `Hash` is of that file, and not of what is downloaded.
  const licence = stringOf(record['License'])
  return {
    name: stringOf(record['Package']) ?? name,
    version: stringOf(record['Version']),
    source: sourceOf(record),
    commit: stringOf(record['RemoteSha']),
    ...(licence === undefined ? {} : { licence }),
    line,
  }
}

/** `Source` names the kind; where packages come from one of several repositories, that is what a person wants to know. */
function sourceOf(record: Fields): string | undefined {
  const [source, owner, repository] = [stringOf(record['Source']), stringOf(record['RemoteUsername']), stringOf(record['RemoteRepo'])]
  if (owner !== undefined && repository !== undefined && source !== 'Repository') return `${source ?? 'Git'} ${owner}/${repository}`
  const address = stringOf(record['RemoteUrl'])
  if (source === 'Git' && address !== undefined) return `Git ${renderSource(address)}`
  const named = source === 'Repository' ? (stringOf(record['Repository']) ?? source) : source
  return named === undefined ? undefined : renderSource(named)
}
