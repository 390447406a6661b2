import type { WorkflowSource } from '../../legacy/workflow-source.js'

interface ElementPlace {
  readonly file: string
  readonly line: number
  /** The keys that lead to it. */
  readonly path: readonly (string | number)[]
  /** The workflow it stands in. */
  readonly source: WorkflowSource
}

/** An event that starts a workflow. */
export interface TriggerElement extends ElementPlace {
  readonly kind: 'trigger'
  readonly event: string
  readonly value: Readonly<Record<string, unknown>>
}

/** A key of a workflow, or of a job, that is neither its triggers, its jobs nor its steps. */
export interface SettingElement extends ElementPlace {
  readonly kind: 'setting'
  /** None for the workflow's own. */
  readonly job?: string
  readonly key: string
  readonly value: unknown
}

export interface StepElement extends ElementPlace {
  readonly kind: 'step'
  readonly job: string
  /** The action without its version; empty for a script. */
  readonly action: string
  readonly name: string
  readonly run: string
  readonly condition: string
  readonly with: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, unknown>>
}

/** One thing that a workflow says. */
export type WorkflowElement = TriggerElement | SettingElement | StepElement

/** All that a workflow says, in order: nothing of it may be missing from a report. */
export function listElements(file: string, source: WorkflowSource): WorkflowElement[] {
  const at = (path: readonly (string | number)[]) => ({ file, source, path, line: source.lineOf(path) })
  // Values of `env` are put in where they are used.
  const { on, jobs, env: _, ...settings } = source.content
  return [
    ...Object.entries(on).map(([event, value]): TriggerElement => ({
      kind: 'trigger',
      event,
      value: recordOf(value),
      ...at(['on', event]),
    })),
    ...Object.entries(settings).map(([key, value]): SettingElement => ({ kind: 'setting', key, value, ...at([key]) })),
    ...Object.entries(jobs).flatMap(([job, { steps = [], ...keys }]) => [
      ...Object.entries(keys).map(([key, value]): SettingElement => ({ kind: 'setting', job, key, value, ...at(['jobs', job, key]) })),
      ...steps.map(({ name, uses, run, if: condition, with: inputs = {}, env }, index): StepElement => {
        const place = at(['jobs', job, 'steps', index])
        const action = uses?.split('@', 1)[0] ?? ''
        return {
          kind: 'step',
          job,
          action,
          name: name ?? action,
          run: run ?? '',
          condition: textOf(condition),
          with: inputs,
          env: recordOf(env),
          ...place,
        }
      }),
    ]),
  ]
}

/** A scalar as text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Texts of a scalar or of a list of them. */
export function textsOf(value: unknown): string[] {
  return [value]
    .flat()
    .map(textOf)
    .filter((text) => text !== '')
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {}
}
