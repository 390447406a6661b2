import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import * as v from 'valibot'

/** A scalar of a workflow, with its line. */
export interface LocatedText {
  readonly text: string
  readonly line: number
}

const step = v.looseObject({
  name: v.optional(v.string()),
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  if: v.optional(v.unknown()),
  with: v.optional(v.record(v.string(), v.unknown())),
})
const job = v.looseObject({
  uses: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown())),
  steps: v.optional(v.array(step)),
  strategy: v.optional(v.partial(v.looseObject({ matrix: v.unknown() }))),
})

/** The parts of a workflow that say what the old system did. Form: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions */
const workflowSchema = v.looseObject({
  on: v.union([
    v.pipe(
      v.string(),
      v.transform((name) => ({ [name]: null })),
    ),
    listOfTriggers(),
    v.record(v.string(), v.unknown()),
  ]),
  env: v.optional(v.record(v.string(), v.unknown()), {}),
  jobs: v.record(v.string(), job),
})

function listOfTriggers() {
  return v.pipe(
    v.array(v.string()),
    v.transform((names) => Object.fromEntries(names.map((name) => [name, null]))),
  )
}

export type WorkflowContent = v.InferOutput<typeof workflowSchema>

/** A workflow's text as data, with the lines of what stands in it. */
export interface WorkflowSource {
  readonly content: WorkflowContent
  /** Scalars at a path of keys; a list gives each of its scalars. Expressions over `env` are put in. */
  textsAt(path: readonly (string | number)[]): LocatedText[]
  /** Of the key, or the entry of a list, at a path; 1 where there is none. */
  lineOf(path: readonly (string | number)[]): number
}

/** No workflow people write is near this size. */
const MAX_LENGTH = 512 * 1024

/** @returns the reason, a clause, where the text is no workflow */
export function parseWorkflowSource(text: string): WorkflowSource | string {
  if (text.length > MAX_LENGTH) return 'it is too large to be a workflow'
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  const [error] = document.errors
  if (error) return `its YAML cannot be read (line ${counter.linePos(error.pos[0]).line})`
  const parsed = v.safeParse(
    workflowSchema,
    toPlain(() => document.toJS() as unknown),
  )
  if (!parsed.success) return 'it is not a workflow of GitHub Actions'
  const { env } = parsed.output
  const locate = (node: unknown): LocatedText[] => {
    if (isSeq(node)) return node.items.flatMap(locate)
    if (!isScalar<unknown>(node) || !isPlain(node.value)) return []
    const line = counter.linePos(node.range?.[0] ?? 0).line
    return [{ text: putEnvironment(String(node.value), env), line }]
  }
  return {
    content: parsed.output,
    textsAt: (path) => locate(document.getIn(path, true)),
    lineOf: (path) => counter.linePos(startOf(document, path)).line || 1,
  }
}

function startOf(document: Document, path: readonly (string | number)[]): number {
  const [parent, last] = [document.getIn(path.slice(0, -1), true), path.at(-1)]
  if (isSeq(parent)) return rangeStart(parent.items[Number(last)])
  if (!isMap(parent)) return 0
  return rangeStart(parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key)
}

function rangeStart(node: unknown): number {
  const { range } = (typeof node === 'object' && node !== null ? node : {}) as { readonly range?: readonly number[] | null }
  return range?.[0] ?? 0
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** A bomb of aliases is refused by the parser; such a file is no workflow. */
function toPlain(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** `${{ env.MODULE }}` as the workflow's own `env` says; other expressions stay. */
function putEnvironment(text: string, env: Readonly<Record<string, unknown>>): string {
  return text.replace(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole
  })
}
