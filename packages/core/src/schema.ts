import * as v from 'valibot'
import { suggestName } from './suggest-name.js'

/**
 * What a value lacks to be what a schema asks for, for a person: two lines an issue, what and where.
 *
 * @param issues of a failed `safeParse`
 * @param keys that the value itself may have, of which one that is near is suggested for one that is unknown
 */
export function renderIssues(issues: readonly v.BaseIssue<unknown>[], keys: readonly string[] = []): string {
  return issues.map((issue) => `✖ ${renderMessage(issue)}${renderSuggestion(issue, keys)}${renderPlace(issue)}`).join('\n')
}

/** The same schema, which refuses a list: to valibot a list is an object with the keys 0, 1, 2, …, and a record too. */
export function notAList<Schema extends v.GenericSchema>(schema: Schema) {
  const isNoList = (value: unknown) => !Array.isArray(value)
  return v.pipe(v.custom<v.InferInput<Schema>>(isNoList, 'Expected Object, not a list'), schema)
}

/** The value as the schema has it, defaults put in; nothing where it is no such value. */
export function readAs<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(schema, value)
  return parsed.success ? parsed.output : undefined
}

/** Objects tell of keys that are missing, and of those they do not know, as if they were values. */
function renderMessage(issue: v.BaseIssue<unknown>): string {
  const isKey = issue.type === 'object' || issue.type === 'strict_object' || issue.type === 'loose_object'
  if (isKey && issue.expected === 'never') return `Unrecognized key: ${issue.received}`
  if (isKey && issue.received === 'undefined' && issue.path) return `Missing key: ${issue.expected ?? ''}`
  // Not with the value, which may be a secret somebody wrote in the wrong place.
  return issue.kind === 'schema' && !isClear(issue) ? `Expected ${issue.expected ?? ''}, not ${typeName(issue.input)}` : issue.message
}

function renderSuggestion({ type, expected, path }: v.BaseIssue<unknown>, keys: readonly string[]): string {
  const [key, ...below] = (path ?? []).map((item) => item.key)
  if (type !== 'strict_object' || expected !== 'never' || typeof key !== 'string' || below.length > 0) return ''
  const near = suggestName(key, keys)
  return near === undefined ? '' : `. Did you mean "${near}"?`
}

function isClear({ type }: v.BaseIssue<unknown>): boolean {
  return ['custom', 'picklist', 'literal'].includes(type)
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value
}

/** As JavaScript has it: `tags[0]`, `targets.docker-build`. */
function renderPlace({ path }: v.BaseIssue<unknown>): string {
  const place = (path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return place === '' ? '' : `\n  → at ${place.replace(/^\./, '')}`
}
