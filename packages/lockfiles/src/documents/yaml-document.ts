import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml'
import { LineFinder } from './line-finder.js'
import { BadLockfileError } from '../lockfile.js'
import { renderName } from '../source-address.js'

/**
 * A text as the parser's events, one after another in the order of the text. Values are read from them when they are asked for: of a file of
 * fifty thousand lines most never are.
 */
interface YamlEvents {
  readonly text: string
  readonly events: readonly Event[]
  /** For the first event of each value: where the events of the next one begin. */
  readonly after: Uint32Array
}

/** A value of a YAML text, by its first event. */
export interface YamlNode {
  readonly yaml: YamlEvents
  readonly at: number
}

/** Characters: five times the longest lockfile known. The worst text of this length, an empty item a line, takes half a gigabyte. */
const MAX_LENGTH = 8 * 1024 * 1024

/** What plain YAML has for nothing. */
const NOTHING = new Set(['', '~', 'null', 'Null', 'NULL'])

/**
 * Reads a YAML text whose root is a mapping. Aliases are not followed, so that none can multiply: no file this is for has any.
 *
 * @throws BadLockfileError with the place of the first fault
 */
export function readYaml(text: string): YamlNode {
  if (text.length > MAX_LENGTH) throw new BadLockfileError('It is too long to be read.', 1)
  const events = parse(text)
  const after = new Uint32Array(events.length)
  const open: number[] = []
  events.forEach(({ type }, at) => {
    if (type === EVENT_ID.DOCUMENT || type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) open.push(at)
    else after[type === EVENT_ID.POP ? (open.pop() ?? at) : at] = at + 1
  })
  refuseDuplicates({ text, events, after })
  if ((after[0] ?? 0) < events.length) throw new BadLockfileError('It is YAML of more than one document.', 1)
  const root = { yaml: { text, events, after }, at: 1 }
  if (eventOf(root)?.type !== EVENT_ID.MAPPING) throw new BadLockfileError('It is YAML, but no mapping.', 1)
  return root
}

/** YAML forbids a key that stands twice, and its parsers differ in which of the two they take: https://yaml.org/spec/1.2.2/#3213-node-comparison */
function refuseDuplicates(yaml: YamlEvents): void {
  const { text, events, after } = yaml
  events.forEach(({ type }, at) => {
    if (type !== EVENT_ID.MAPPING) return
    const end = (after[at] ?? 0) - 1
    const keys = new Set<string>()
    for (let key = at + 1; key < end; key = after[after[key] ?? end] ?? end) {
      const name = scalarOf({ yaml, at: key })
      if (name !== undefined && keys.has(name)) {
        const start = startOf(events[key], text) ?? 0
        throw new BadLockfileError(
          `The key ${renderName(name)} stands twice.`,
          new LineFinder(text).lineOf(start),
          start - text.lastIndexOf('\n', start - 1),
        )
      }
      if (name !== undefined) keys.add(name)
    }
  })
}

function parse(text: string): readonly Event[] {
  try {
    return parseEvents(text, {})
  } catch (error) {
    if (!(error instanceof YAMLException) || error.mark === undefined) throw error
    const at = Math.min(error.mark.position, text.length)
    const column = at - (at === 0 ? -1 : text.lastIndexOf('\n', at - 1))
    throw new BadLockfileError(`This is not YAML: ${error.reason}.`, new LineFinder(text).lineOf(at), column)
  }
}

function eventOf({ yaml, at }: YamlNode): Event | undefined {
  return yaml.events[at]
}

/** Values in a list, or keys and values by turns in a mapping. */
function childrenOf({ yaml, at }: YamlNode): YamlNode[] {
  const children: YamlNode[] = []
  for (let child = at + 1; child < (yaml.after[at] ?? 0) - 1; child = yaml.after[child] ?? Infinity) children.push({ yaml, at: child })
  return children
}

/** The value of a key; undefined where there is none. */
export function valueOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  if (node === undefined || eventOf(node)?.type !== EVENT_ID.MAPPING) return undefined
  const { yaml, at } = node
  const end = (yaml.after[at] ?? 0) - 1
  for (let key = at + 1; key < end;) {
    const value = yaml.after[key] ?? end
    if (scalarOf({ yaml, at: key }) === name) return isNothing({ yaml, at: value }) ? undefined : { yaml, at: value }
    key = yaml.after[value] ?? end
  }
  return undefined
}

export function isList(node: YamlNode): boolean {
  return eventOf(node)?.type === EVENT_ID.SEQUENCE
}

/** Items of a list; none for anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node !== undefined && eventOf(node)?.type === EVENT_ID.SEQUENCE ? childrenOf(node) : []
}

/** Keys and values of a mapping whose keys are plain; none for anything else. */
export function entriesOf(node: YamlNode | undefined): readonly { readonly key: string; readonly value: YamlNode }[] {
  if (node === undefined || eventOf(node)?.type !== EVENT_ID.MAPPING) return []
  const children = childrenOf(node)
  return children.flatMap((child, index) => {
    const [key, value] = [scalarOf(child), children[index + 1]]
    return index % 2 === 0 && key !== undefined && value !== undefined ? [{ key, value }] : []
  })
}

/** A plain value as text, as written: `1.10` stays so. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node === undefined || isNothing(node) ? undefined : scalarOf(node) || undefined
}

function scalarOf(node: YamlNode): string | undefined {
  const event = eventOf(node)
  return event?.type === EVENT_ID.SCALAR ? getScalarValue(node.yaml.text, event) : undefined
}

function isNothing(node: YamlNode): boolean {
  const event = eventOf(node)
  return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && NOTHING.has(scalarOf(node) ?? '')
}

/** The comment behind a plain value, without its `#`; empty where there is none. */
export function commentOf(node: YamlNode): string {
  const event = eventOf(node)
  if (event?.type !== EVENT_ID.SCALAR || event.valueEnd < 0) return ''
  const { text } = node.yaml
  const lineEnd = text.indexOf('\n', event.valueEnd)
  return /^["']?[ \t]+#(.*)$/.exec(text.slice(event.valueEnd, lineEnd < 0 ? undefined : lineEnd).trimEnd())?.[1] ?? ''
}

/** Tells lines of values that are asked for in the order of the text. */
export function createLineOf({ yaml: { text, events } }: YamlNode): (node: YamlNode) => number {
  const lines = new LineFinder(text)
  let last = 0
  return ({ at }) => {
    last = startOf(events[at], text) ?? findEmptyItem(text, Math.max(last, endBefore(events, at)))
    return lines.lineOf(last)
  }
}

/** Where a value begins; nothing where none is written. */
function startOf(event: Event | undefined, text: string): number | undefined {
  switch (event?.type) {
    case EVENT_ID.SCALAR: {
      if (event.valueStart < 0) return [event.anchorStart, event.tagStart].find((start) => start >= 0)
      const block = event.style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : event.style === SCALAR_STYLE.FOLDED_BLOCK ? '>' : undefined
      return block === undefined ? event.valueStart : text.lastIndexOf(block, event.valueStart - 1)
    }
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return event.start
    case EVENT_ID.ALIAS:
      return event.anchorStart
    default:
      return undefined
  }
}

/** Where the text of the value before ends, as far as is known. */
function endBefore(events: readonly Event[], at: number): number {
  let before = at - 1
  while (events[before]?.type === EVENT_ID.POP) before--
  const event = events[before]
  return event?.type === EVENT_ID.SCALAR ? event.valueEnd : 0
}

/** The next `-` at the front of a line. */
function findEmptyItem(text: string, from: number): number {
  const item = /^[ \t]*-/gm
  item.lastIndex = from
  return item.exec(text) === null ? from : item.lastIndex
}
