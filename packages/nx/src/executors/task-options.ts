import { ModuleImagesError, renderIssues, suggestName } from '@module-images/core'
import type { TaskGraph } from '@nx/devkit'
import * as v from 'valibot'

/** An object's; options it does not have are refused by name. */
type OptionsSchema<Entries extends v.ObjectEntries> = v.LooseObjectSchema<Entries, undefined>

/**
 * Checks what Nx hands to a task that it may run in a batch. Over an option that its schema refuses, Nx ends the whole batch without a word,
 * so the schemas of such executors take any, and this says what is wrong.
 *
 * @param target as it is called: `docker-check`
 * @throws ModuleImagesError `bad-task-options`
 */
export function parseTaskOptions<Entries extends v.ObjectEntries>(
  schema: OptionsSchema<Entries>,
  given: object,
  target: string,
): v.InferOutput<OptionsSchema<Entries>> {
  const known = Object.keys(schema.entries)
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const faults = unknown.map((name) =>
      name === '_' ? `${target} takes no words beside its options` : `${target} has no option '${name}'`,
    )
    throw badOptions(`${faults.join(', and ')}.`, suggestOptions(unknown, known))
  }
  const parsed = v.safeParse(schema, given)
  if (parsed.success) return parsed.output
  throw badOptions(`The options of ${target} are not valid:\n${renderIssues(parsed.issues)}`, fixFor(parsed.issues))
}

/** The options that may have been meant; where one of them has no name near it, all there are. */
function suggestOptions(unknown: readonly string[], known: readonly string[]): string {
  const near = unknown.map((name) => suggestName(name, known))
  const names = near.flatMap((name) => (name === undefined ? [] : [`'${name}'`]))
  return names.length === near.length ? `Did you mean ${names.join(' and ')}?` : `Its options: ${known.join(', ')}.`
}

/** A task of a batch, with its options as they were checked. */
export interface BatchTask<Options> {
  readonly id: string
  readonly project: string
  readonly options: Options
}

/**
 * All tasks of a batch, in Nx's order, before any of them begins.
 *
 * @param given options by the id of the task
 * @throws ModuleImagesError `bad-task-options`
 */
export function parseBatchTasks<Entries extends v.ObjectEntries>(
  schema: OptionsSchema<Entries>,
  taskGraph: TaskGraph,
  given: Readonly<Record<string, object>>,
): BatchTask<v.InferOutput<OptionsSchema<Entries>>>[] {
  return Object.values(taskGraph.tasks).map(({ id, target: { project, target } }) => {
    return { id, project, options: parseTaskOptions(schema, given[id] ?? {}, target) }
  })
}

/** Nx makes numbers of words that look like them: `--tags=1.10` arrives as 1.1. */
function fixFor(issues: readonly v.BaseIssue<unknown>[]): string | undefined {
  const isNumber = issues.some(({ path, input }) => path?.[0]?.key === 'tags' && typeof input === 'number')
  return isNumber ? 'Nx takes such a tag for a number. Give it by the variable MODULE_IMAGES_TAGS.' : undefined
}

function badOptions(message: string, fix: string | undefined): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-task-options', kind: 'input', message, ...(fix === undefined ? {} : { fix }) })
}
