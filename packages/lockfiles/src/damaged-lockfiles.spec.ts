import { expect, it } from 'vitest'
import { readLockfile } from './lockfile-kinds.js'
import { LOCKFILE_SAMPLES, type LockfileSample } from './testing/samples.js'

/** A way to damage a file; undefined where it does not apply to the kind. */
type Damage = readonly [what: string, damage: (sample: LockfileSample) => string | Uint8Array | undefined]

const STRUCTURED = new Set(['renv', 'conda-lock', 'conda-environment', 'pixi', 'uv', 'poetry', 'pipfile', 'npm'])
const JSON_KINDS = new Set(['renv', 'pipfile', 'npm'])
const TOML_KINDS = new Set(['uv', 'poetry'])
const YAML_KINDS = new Set(['conda-lock', 'conda-environment', 'pixi'])

const lineAt = (text: string, share: number) => Math.floor((text.split('\n').length - 1) * share)

function insertLine(text: string, share: number, line: string): string {
  const lines = text.split('\n')
  lines.splice(lineAt(text, share), 0, line)
  return lines.join('\n')
}

function cut(text: string, share: number): string {
  return text.slice(0, Math.floor(text.trimEnd().length * share))
}

const cuts = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9].map((share): Damage => [
  `cut off at ${share * 100} %`,
  ({ kind, text }) => (JSON_KINDS.has(kind) ? cut(text, share) : undefined),
])

const conflicts = [0, 0.25, 0.5, 0.75, 1].flatMap((share): Damage[] => [
  [`a whole conflict at ${share * 100} %`, ({ text }) => insertLine(text, share, '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other')],
])

const bytes = [0.1, 0.5, 0.9].flatMap((share): Damage[] => [
  [
    `a byte of Latin-1 at ${share * 100} %`,
    ({ text }) => {
      const at = Math.floor(text.length * share)
      return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from([0xe9]), Buffer.from(text.slice(at))])
    },
  ],
])

const others: readonly Damage[] = [
  ['UTF-16 without a mark', ({ text }) => Buffer.from(text, 'utf16le')],
  [
    'zeros in its middle',
    ({ kind, text }) => (kind === 'conda-platform' || kind === 'requirements' ? undefined : insertLine(text, 0.5, '\0\0\0\0')),
  ],
  ['another language', ({ kind }) => (STRUCTURED.has(kind) ? '<!DOCTYPE html>\n<html><body>Not found</body></html>\n' : undefined)],
  ['a list of nothing', ({ kind }) => (STRUCTURED.has(kind) ? '[]\n' : undefined)],
  ['a text', ({ kind }) => (STRUCTURED.has(kind) ? '"a"\n' : undefined)],
  ['nothing', ({ kind }) => (STRUCTURED.has(kind) && kind !== 'uv' ? '' : undefined)],
  ['a key that stands twice', ({ kind, text }) => duplicateKey(kind, text)],
  ['packages that are a number', ({ kind, text }) => replacePackages(kind, text, '3')],
  ['packages that are a text', ({ kind, text }) => replacePackages(kind, text, '"x"')],
  ['packages that are a list of numbers', ({ kind, text }) => replacePackages(kind, text, '[1, 2]')],
  ['a package without a name', ({ kind, text }) => withoutName(kind, text)],
  ['a version that is a number', ({ kind, text }) => numberVersion(kind, text)],
  ['a version that is a list', ({ kind, text }) => listVersion(kind, text)],
  ['an open quotation mark', ({ kind, text }) => openQuote(kind, text)],
  ['an open bracket at the end', ({ kind, text }) => (STRUCTURED.has(kind) ? `${text}[` : undefined)],
  ['a line that is none', ({ kind, text }) => insertLine(text, 0.5, kind === 'apt' ? 'Not A Package' : '!! not = a [line')],
  ['a tab for a margin', ({ kind, text }) => (YAML_KINDS.has(kind) ? text.replace(/^( +)(?=\w)/m, '\t') : undefined)],
  ['two documents', ({ kind, text }) => (YAML_KINDS.has(kind) ? `${text}---\n${text}` : JSON_KINDS.has(kind) ? text + text : undefined)],
  ['a comma too many', ({ kind, text }) => (JSON_KINDS.has(kind) ? text.replace(/\n( *)\}/, ',\n$1}') : undefined)],
  ['a comment', ({ kind, text }) => (JSON_KINDS.has(kind) ? insertLine(text, 0.5, '// a comment') : undefined)],
  ['a header that stands twice', ({ kind, text }) => (TOML_KINDS.has(kind) ? `${text}\n[metadata]\n\n[metadata]\n` : undefined)],
  ['no version of the format', ({ kind, text }) => withoutFormat(kind, text)],
]

function duplicateKey(kind: string, text: string): string | undefined {
  if (JSON_KINDS.has(kind)) return text.replace(/"version": [^\n]*|"Version": "1[^\n]*/, (line) => `${line.replace(/,?$/, ',')}\n${line}`)
  if (YAML_KINDS.has(kind)) return kind === 'conda-environment' ? `${text}dependencies: []\n` : text.replace(/^version: .*$/m, '$&\n$&')
  return TOML_KINDS.has(kind) ? text.replace(/^name = .*$/m, '$&\n$&') : undefined
}

const SECTIONS: Readonly<Record<string, string>> = {
  renv: '"Packages"',
  npm: '"packages"',
  pipfile: '"default"',
  'conda-lock': 'package',
  'conda-environment': 'dependencies',
  pixi: 'packages',
}

function replacePackages(kind: string, text: string, value: string): string | undefined {
  if (kind === 'uv') return `version = 1\npackage = ${value}\n`
  if (kind === 'poetry') return `package = ${value}\n[metadata]\nlock-version = "2.1"\n`
  const section = SECTIONS[kind]
  // A list of numbers is what conda takes for names.
  if (section === undefined || (kind === 'conda-environment' && value.startsWith('['))) return undefined
  const start = text.indexOf(`\n${section.startsWith('"') ? '' : section}`, 0)
  const at = section.startsWith('"') ? text.indexOf(section) : start + 1
  const before = text.slice(0, at)
  if (!section.startsWith('"')) return `${before}${section}: ${value}\n`
  const rest = kind === 'pipfile' ? ',\n"develop": {}' : ''
  return `${before}${section}: ${value}${rest}\n}\n`
}

function withoutName(kind: string, text: string): string | undefined {
  if (TOML_KINDS.has(kind)) return text.replace(/^name = .*$/m, '')
  if (kind === 'conda-lock') return text.replace(/^- name: .*$/m, '- other: 1')
  return kind === 'pixi' ? text.replace(/^ {2}name: .*\n/m, '') : undefined
}

function numberVersion(kind: string, text: string): string | undefined {
  if (TOML_KINDS.has(kind)) return text.replace(/^version = "2.*$/m, 'version = 25')
  return JSON_KINDS.has(kind) ? text.replace(/("(?:V|v)ersion": )"(?:1\.[13]|==25)[^"]*"/, '$125') : undefined
}

function listVersion(kind: string, text: string): string | undefined {
  if (TOML_KINDS.has(kind)) return text.replace(/^version = "2.*$/m, 'version = ["25"]')
  return JSON_KINDS.has(kind) ? text.replace(/("(?:V|v)ersion": )"(?:1\.[13]|==25)[^"]*"/, '$1["25"]') : undefined
}

function openQuote(kind: string, text: string): string | undefined {
  if (JSON_KINDS.has(kind) || TOML_KINDS.has(kind)) return text.replace(/"(?=,?\n)/, '')
  return YAML_KINDS.has(kind) ? text.replace(/(- name: |- |: )(?=[a-z0-9])/, '$1"') : undefined
}

function withoutFormat(kind: string, text: string): string | undefined {
  if (kind === 'npm') return text.replace(/ {2}"lockfileVersion".*\n/, '')
  if (kind === 'poetry') return text.slice(0, text.indexOf('[metadata]'))
  return kind === 'uv' || kind === 'pixi' || kind === 'conda-lock' ? text.replace(/^version.*\n/, '') : undefined
}

const damaged = LOCKFILE_SAMPLES.flatMap((sample) =>
  [...cuts, ...conflicts, ...bytes, ...others].flatMap(([what, damage]) => {
    const content = damage(sample)
    return content === undefined || content === sample.text ? [] : [{ what, sample, content }]
  }),
)

it('knows of more than 168 damaged files', () => {
  expect(damaged.length).toBeGreaterThanOrEqual(168)
})

it.each(damaged.map(({ what, sample, content }) => [sample.file, what, content] as const))(
  'finds %s with %s, and where',
  (file, _, content) => {
    const { problems = [] } = readLockfile(content, file) ?? {}
    const lines = Buffer.from(content).toString('utf8').split('\n').length
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.filter(({ place }) => place.file !== file || place.line < 1 || place.line > lines)).toEqual([])
  },
)
