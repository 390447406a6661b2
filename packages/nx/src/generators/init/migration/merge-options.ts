import { workflowOptionsSchema } from '@module-images/core'
import * as v from 'valibot'
import type { CarriedOption, Finding, MigrationEntry } from './model/migration-entry.js'
import { tell } from './model/told.js'

/** Options of the plugin as nx.json has them. */
export type PluginOptionsTree = Readonly<Record<string, unknown>>

export interface MergedOptions {
  readonly options: PluginOptionsTree
  readonly entries: readonly MigrationEntry[]
}

/**
 * Puts the options of all findings together. What somebody has set already stays; of two values the first one counts; one that the option does
 * not take is left out. An entry whose option is not set as it says is no more kept: a person has to look.
 */
export function mergeOptions(findings: readonly Finding[], given: PluginOptionsTree): MergedOptions {
  let options = given
  const entries = findings.map(({ options: carried = [], ...entry }): MigrationEntry => {
    for (const option of carried) {
      const present = valueAt(options, option.path)
      if (present === undefined && isTaken(option)) options = withValue(options, option.path, option.value)
      else if (JSON.stringify(present) !== JSON.stringify(option.value)) return notTaken(entry, option, present)
    }
    return entry
  })
  return { options, entries }
}

function notTaken(entry: MigrationEntry, { path, value }: CarriedOption, present: unknown): MigrationEntry {
  const [name, asked] = [path.join('.'), JSON.stringify(value)]
  const told =
    present === undefined
      ? tell`The option ${name} does not take ${asked}: choose a value in nx.json.`
      : tell`The option ${name} is ${JSON.stringify(present)} in nx.json, and here it was ${asked}: choose one.`
  return { ...entry, state: 'by-hand', told }
}

function isTaken({ path, value }: CarriedOption): boolean {
  const [first, ...rest] = path
  return first !== 'workflows' || v.safeParse(workflowOptionsSchema, withValue({}, rest, value)).success
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const record = typeof value === 'object' && value !== null ? (value as PluginOptionsTree) : {}
    return Object.hasOwn(record, key) ? record[key] : undefined
  }, tree)
}

function withValue(tree: PluginOptionsTree, [key = '', ...rest]: readonly string[], value: unknown): PluginOptionsTree {
  const below = Object.hasOwn(tree, key) ? (tree[key] as PluginOptionsTree) : {}
  return { ...tree, [key]: rest.length === 0 ? value : withValue(below, rest, value) }
}
