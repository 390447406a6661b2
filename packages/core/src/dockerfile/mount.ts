import { BadInstructionError } from './bad-instruction.js'

/** What of a `RUN --mount` bears on what a build reads. */
export interface Mount {
  readonly type: string
  /** A stage or an image; empty means the build context. */
  readonly from: string
  readonly source: string
}

/** Puts variables into the value of a key; `src` is called `source`. */
export type Expand = (value: string, key: string) => string

const TYPES = new Set(['bind', 'cache', 'tmpfs', 'secret', 'ssh'])
const FLAGS = new Set(['readonly', 'ro', 'readwrite', 'rw', 'required'])
const KEYS = new Set([
  ...FLAGS,
  'type',
  'from',
  'source',
  'src',
  'target',
  'dst',
  'destination',
  'size',
  'id',
  'sharing',
  'mode',
  'uid',
  'gid',
  'env',
])

/**
 * Reads the value of a `--mount`. Without `expand` only `from` is looked at, since no other may be known yet; `from` takes no
 * variables. Rules: https://docs.docker.com/reference/dockerfile/#run---mount
 *
 * @throws BadInstructionError for what BuildKit refuses
 */
export function parseMount(text: string, expand: Expand | undefined): Mount {
  const mount = { type: 'bind', from: '', source: '' }
  for (const field of splitCsv(text)) {
    const equals = field.indexOf('=')
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase()
    const written = field.slice(equals + 1)
    if (equals < 0) {
      if (expand && !FLAGS.has(key)) throw new BadInstructionError(`has a mount with '${field}', which needs a value`)
    } else if (key === 'from') {
      if (/\$./.test(written)) throw new BadInstructionError(`cannot have variables in a mount's from; name a stage for it`)
      mount.from = written
    } else if (expand) {
      setField(mount, key, expand(written, key === 'src' ? 'source' : key))
    }
  }
  return mount
}

function setField(mount: { type: string; source: string }, key: string, value: string): void {
  if (!KEYS.has(key)) throw new BadInstructionError(`has a mount with the unknown key '${key}'`)
  if (key === 'source' || key === 'src') mount.source = value
  if (key !== 'type') return
  mount.type = value.toLowerCase()
  if (!TYPES.has(mount.type)) throw new BadInstructionError(`has a mount of the unknown type '${value}'`)
}

/** The same mount from elsewhere. @param text of a mount that {@link parseMount} reads */
export function withMountFrom(text: string, from: string): string {
  const fields = splitCsv(text).map((field) => (/^from=/i.test(field) ? `from=${from}` : field))
  return fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}

/** One record of comma-separated values; only a field in quotes may hold commas, and `""` in it is a quote. RFC 4180 */
function splitCsv(text: string): string[] {
  const fields: string[] = []
  for (let at = 0; at <= text.length; at++) {
    if (text[at] !== '"') {
      const comma = text.indexOf(',', at)
      const end = comma < 0 ? text.length : comma
      const field = text.slice(at, end)
      if (field.includes('"')) throw new BadInstructionError('has a mount with a quote in the middle of a value')
      fields.push(field)
      at = end
      continue
    }
    const { field, end } = readQuotedField(text, at + 1)
    if (end < text.length && text[end] !== ',') throw new BadInstructionError('has a mount with text after a quoted value')
    fields.push(field)
    at = end
  }
  return fields
}

function readQuotedField(text: string, start: number): { field: string; end: number } {
  let field = ''
  for (let at = start; ;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw new BadInstructionError('has a mount with a quote that is not closed')
    field += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { field, end: quote + 1 }
    field += '"'
    at = quote + 2
  }
}
