import { findJsonFault } from './json-fault.js'
import { LineFinder } from './line-finder.js'
import { BadLockfileError, type LockedPackage, type LockfileKind, type LockfileProblem } from './lockfile.js'
import { renderSource } from './source-address.js'

type Fields = Readonly<Record<string, unknown>>

/** renv's lockfile. Form: https://rstudio.github.io/renv/articles/lockfile.html */
export const renvLock: LockfileKind = {
  kind: 'renv',
  fileName: 'renv.lock',
  read(text, file) {
    const root = parseObject(text)
    const packages = fieldsOf(root['Packages'])
    const problems: LockfileProblem[] = []
    if (fieldsOf(root['R'])?.['Version'] === undefined) {
      problems.push({ message: 'It does not say the version of R ("R": { "Version": … }).', place: { file, line: 1 } })
    }
    if (packages === undefined) problems.push({ message: 'It has no "Packages".', place: { file, line: 1 } })
    const read: LockedPackage[] = []
    for (const { name, line } of locatePackages(text, Object.keys(packages ?? {}))) {
      const record = fieldsOf(packages?.[name])
      if (record === undefined) problems.push({ message: `The record of ${quote(name)} is no object.`, place: { file, line } })
      else read.push(readPackage(name, record, line))
    }
    const facts = { rVersion: textOf(fieldsOf(root['R'])?.['Version']), bioconductor: textOf(fieldsOf(root['Bioconductor'])?.['Version']) }
    return { packages: read, problems, facts }
  },
}

function parseObject(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const { message, line, column } = findJsonFault(text)
    throw new BadLockfileError(message, line, column)
  }
  const root = fieldsOf(value)
  if (root === undefined) throw new BadLockfileError('It is JSON, but no object.', 1)
  return root
}

function readPackage(name: string, record: Fields, line: number): LockedPackage {
  return {
    name: textOf(record['Package']) ?? name,
    version: textOf(record['Version']),
    source: sourceOf(record),
    commit: textOf(record['RemoteSha']),
    line,
  }
}

/** `Source` names the kind; where packages come from one of several repositories, that is what a person wants to know. */
function sourceOf(record: Fields): string | undefined {
  const [source, owner, repository] = [textOf(record['Source']), textOf(record['RemoteUsername']), textOf(record['RemoteRepo'])]
  if (owner !== undefined && repository !== undefined && source !== 'Repository') return `${source ?? 'Git'} ${owner}/${repository}`
  const address = textOf(record['RemoteUrl'])
  if (source === 'Git' && address !== undefined) return `Git ${renderSource(address)}`
  const named = source === 'Repository' ? (textOf(record['Repository']) ?? source) : source
  return named === undefined ? undefined : renderSource(named)
}

/**
 * Lines of the packages' keys, in the file's order. A key is looked for after the one before it, since renv writes one record after
 * another; that costs a tenth of a parser with positions, and a line is all that hangs on it.
 */
function locatePackages(text: string, names: readonly string[]): { name: string; line: number }[] {
  const lines = new LineFinder(text)
  let from = Math.max(0, text.indexOf('"Packages"'))
  return names.map((name) => {
    from = findKey(text, JSON.stringify(name), from) ?? from
    return { name, line: lines.lineOf(from) }
  })
}

function findKey(text: string, quoted: string, from: number): number | undefined {
  for (let at = text.indexOf(quoted, from); at >= 0; at = text.indexOf(quoted, at + 1)) {
    if (/^\s*:\s*\{/.test(text.slice(at + quoted.length, at + quoted.length + 20))) return at
  }
  return undefined
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
}
