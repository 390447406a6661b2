import jsonc from 'jsonc-parser'
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
    throw findFault(text)
  }
  const root = fieldsOf(value)
  if (root === undefined) throw new BadLockfileError('It is JSON, but no object.', 1)
  return root
}

/** Where a text that `JSON.parse` refused goes wrong: its own message has no position in many cases, and none that all versions write alike. */
function findFault(text: string): BadLockfileError {
  const end = text.trimEnd().length
  try {
    const onError: jsonc.JSONVisitor['onError'] = (code, offset, ...[, line, column]) => {
      const what = FAULTS[jsonc.printParseErrorCode(code)] ?? 'it cannot be read from here on'
      const isAtEnd = offset >= end && what.endsWith(HERE)
      const message = isAtEnd ? `The file ends where ${what.slice(0, -HERE.length)} is expected.` : `This is not JSON: ${what}.`
      // The first is enough, and others only follow from it.
      throw new BadLockfileError(message, line + 1, column + 1)
    }
    jsonc.visit(text, { onError }, { disallowComments: true, allowTrailingComma: false })
  } catch (error) {
    if (error instanceof BadLockfileError) return error
    throw error
  }
  return new BadLockfileError('This is not JSON.', 1)
}

const HERE = ' is expected here'

/** What jsonc-parser names, in words. */
const FAULTS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no word of it',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a key is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing } is expected here',
  CloseBracketExpected: 'a closing ] is expected here',
  EndOfFileExpected: 'nothing more is expected here',
  InvalidCommentToken: 'it has no comments',
  UnexpectedEndOfString: 'this text does not end in its line',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'this text has a \\u without four digits',
  InvalidEscapeCharacter: 'this text has a \\ before a character that needs none',
  InvalidCharacter: 'this text has a control character',
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
