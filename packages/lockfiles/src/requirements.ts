import type { LockedPackage, LockfileKind, LockfileProblem } from './lockfile.js'
import { renderSource } from './source-address.js'

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
  fileName: 'requirements.txt',
  read(text, file) {
    const packages: LockedPackage[] = []
    const problems: LockfileProblem[] = []
    const includes: { file: string; line: number }[] = []
    for (const { text: written, line } of joinLines(text)) {
      const include = /^(?:-r|-c|--requirement|--constraint)[ =]?\s*(\S+)/.exec(written)?.[1]
      if (include !== undefined) includes.push({ file: include, line })
      else if (/^-e\b|^--editable\b/.test(written))
        packages.push(readAddress(written.replace(/^-e|^--editable/, '').replace(/^[ =]+/, ''), line))
      else if (!written.startsWith('-')) {
        const read = readRequirement(written, line)
        if (read) packages.push(read)
        else problems.push({ message: `'${written.slice(0, 80)}' is not a requirement pip can read.`, place: { file, line } })
      }
    }
    return { packages, problems, facts: { includes } }
  },
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

function readRequirement(written: string, line: number): LockedPackage | undefined {
  // Options of one requirement, hashes above all, follow it.
  const text = (written.split(/\s--?[a-z]/, 1)[0] ?? '').trim()
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/)/i.test(text)) return readAddress(text, line)
  const match = NAME.exec(text)
  const name = match?.[1]
  if (match === null || name === undefined) return /\.(?:whl|zip|tar\.gz)$/.test(text) ? { name: text, source: 'a file', line } : undefined
  const rest = text.slice(match[0].length)
  if (rest.startsWith('@')) return { ...readAddress(rest.slice(1).trim(), line), name }
  const [constraint, marker] = splitMarker(rest)
  const asked = constraint.replace(/^\((.*)\)$/, '$1').trim()
  if (asked !== '' && !VERSIONS.test(asked)) return undefined
  const exact = /^={2,3}\s*([^\s,*]+)$/.exec(asked)?.[1]
  const version = exact === undefined ? (asked === '' ? {} : { constraint: asked }) : { version: exact }
  return { name, ...version, source: 'PyPI', ...(marker === '' ? {} : { marker }), line }
}

/** What stands before and after the first semicolon. */
function splitMarker(text: string): readonly [string, string] {
  const at = text.indexOf(';')
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

/** A requirement that is fetched from elsewhere. A commit of 40 hex digits pins it; a branch or tag does not. */
function readAddress(written: string, line: number): LockedPackage {
  const address = (written.split(/\s+;|\s+--/, 1)[0] ?? '').trim()
  const [path = '', fragment = ''] = address.split('#', 2)
  const named = /(?:^|&)egg=([A-Za-z0-9._-]+)/.exec(fragment)?.[1]
  const commit = /^git\+/.test(address) ? /@([0-9a-f]{40})$/.exec(path)?.[1] : undefined
  const last =
    path
      .replace(/@[^/@]*$/, '')
      .split('/')
      .at(-1) ?? ''
  return {
    name: named ?? (last.replace(/\.git$/, '') || path),
    source: renderSource(address),
    ...(commit === undefined ? {} : { commit }),
    line,
  }
}
