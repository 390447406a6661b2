import { filesByChecksum } from '../checksum.js'
import type { LockedPackage, LockfileInclude, LockfileKind, LockfileProblem } from '../lockfile.js'
import { renderExcerpt, renderSource } from '../source-address.js'

interface LogicalLine {
  readonly text: string
  readonly line: number
}

/**
 * pip's list of requirements, as a person or `pip-compile` writes it.
 * Rules: https://pip.pypa.io/en/stable/reference/requirements-file-format/ and https://peps.python.org/pep-0508/
 */
export const requirements: LockfileKind = {
  kind: 'requirements',
  reads: 'packages with the versions asked for, addresses, commits and markers; files included by `-r` and `-c`',
  encodings: 'as-pip',
  read(text, file) {
    const { packages, problems, includes } = readRequirementLines(text, file)
    return { packages, problems, facts: includes.length === 0 ? {} : { includes } }
  },
}

export interface RequirementLines {
  readonly packages: LockedPackage[]
  readonly problems: LockfileProblem[]
  readonly includes: LockfileInclude[]
}

const INCLUDE = /^(?:-([rc])\s*|--(requirement|constraint)(?:\s+|\s*=\s*))=?\s*(?:"([^"]+)"|'([^']+)'|(\S+))/

/** Lines of a list of requirements, wherever it stands. */
export function readRequirementLines(text: string, file: string): RequirementLines {
  const found: RequirementLines = { packages: [], problems: [], includes: [] }
  for (const { text: written, line } of joinLines(text)) {
    const include = INCLUDE.exec(written)
    const [, short, long] = include ?? []
    const included = include?.slice(3).find((path) => path !== undefined)
    if (included !== undefined) {
      found.includes.push({ file: renderSource(included), line, constrains: short === 'c' || long === 'constraint' })
    } else if (/^-e\b|^--editable\b/.test(written)) {
      found.packages.push(readAddress(written.replace(/^-e|^--editable/, '').replace(/^[ =]+/, ''), line))
    } else if (!written.startsWith('-')) {
      const read = readRequirement(written, line)
      if (read) found.packages.push({ ...read, ...filesByChecksum(hashesOf(written)) })
      else found.problems.push({ message: `'${renderExcerpt(written)}' is not a requirement pip can read.`, place: { file, line } })
    }
  }
  return found
}

/** https://pip.pypa.io/en/stable/topics/secure-installs/ */
function hashesOf(written: string): string[] {
  return [...written.matchAll(/\s--hash[= ](\S+)/g)].map(([, hash = '']) => hash)
}

/** Joins continuation lines and drops comments. A comment ends a continued line, as it does for pip. */
function joinLines(text: string): LogicalLine[] {
  const joined: LogicalLine[] = []
  let open: { parts: string[]; line: number } | undefined
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/\r$/, '')
    const comment = /^\s*#/.test(line)
    const continues = !comment && line.endsWith('\\')
    open ??= { parts: [], line: index + 1 }
    if (!comment) open.parts.push(continues ? line.slice(0, -1) : line)
    if (continues) return
    joined.push({
      text: open.parts
        .join('')
        .replace(/\s#.*$/, '')
        .trim(),
      line: open.line,
    })
    open = undefined
  })
  if (open) joined.push({ text: open.parts.join('').trim(), line: open.line })
  return joined.filter((logical) => logical.text !== '')
}

const NAME = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*/
const VERSION = /(?:===|==|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9._*+!-]+/
const VERSIONS = new RegExp(`^${VERSION.source}(?:\\s*,\\s*${VERSION.source})*\\s*,?$`)

/** What pip takes for an address or a path: https://github.com/pypa/pip/blob/main/src/pip/_internal/req/constructors.py */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|\.{1,2}(?:$|[\s/[])|[^\s;@<>=!~[]*\/)/i
const ARCHIVE = /\.(?:whl|zip|tar\.gz)$/

function readRequirement(written: string, line: number): LockedPackage | undefined {
  // Options of one requirement, hashes above all, follow it.
  const text = (written.split(/\s--?[a-z]/, 1)[0] ?? '').trim()
  const name = NAME.exec(text)
  if (ADDRESS.test(text) || (ARCHIVE.test(text) && !/[@\s]/.test(text))) return readAddress(text, line)
  if (name?.[1] === undefined) return undefined
  const rest = text.slice(name[0].length)
  if (rest.startsWith('@')) return { ...readAddress(rest.slice(1).trim(), line), name: name[1] }
  const [constraint, marker] = splitMarker(rest)
  const asked = constraint.replace(/^\((.*)\)$/, '$1').trim()
  if (asked !== '' && !VERSIONS.test(asked)) return undefined
  const exact = /^={2,3}\s*([^\s,*]+)\s*,?$/.exec(asked)?.[1]
  const version = exact === undefined ? (asked === '' ? {} : { constraint: asked }) : { version: exact }
  return { name: name[1], ...version, source: 'PyPI', ...(marker === '' ? {} : { marker }), line }
}

/** What stands before and after the first semicolon. */
function splitMarker(text: string): readonly [string, string] {
  const at = text.indexOf(';')
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

/** A requirement that is fetched from elsewhere. A commit of 40 hex digits pins it; a branch or tag does not. */
function readAddress(written: string, line: number): LockedPackage {
  const [before = '', marker] = written.split(/\s+--/, 1)[0]?.split(/\s+;\s*/, 2) ?? []
  const address = before.trim()
  const [path = '', fragment = ''] = address.split('#', 2)
  const named = /(?:^|&)egg=([A-Za-z0-9._-]+)/.exec(fragment)?.[1]
  const commit = /^git\+/.test(address) ? /@([0-9a-f]{40})$/.exec(path)?.[1] : undefined
  const last = lastPart(renderSource(path))
  const wheel = WHEEL.exec(last)
  return {
    name: named ?? wheel?.[1] ?? last,
    ...(wheel?.[2] === undefined ? {} : { version: decodePart(wheel[2]) }),
    source: renderSource(address),
    ...(commit === undefined ? {} : { commit }),
    ...(marker === undefined || marker === '' ? {} : { marker }),
    line,
  }
}

/** Name and version: https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention */
const WHEEL = /^([A-Za-z0-9._]+)-([^-/]+)(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl$/

/** `+` of a local version is written `%2B` in addresses. */
function decodePart(text: string): string {
  return text.replace(/%2b/gi, '+')
}

function lastPart(path: string): string {
  const last = path
    .replace(/@[^/@]*$/, '')
    .replace(/\/$/, '')
    .split('/')
    .at(-1)
  return (last ?? '').replace(/\.git$/, '') || path
}
