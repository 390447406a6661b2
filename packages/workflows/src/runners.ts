import type { RunnerLabels, WorkflowOptions } from '@module-images/core'
import { expression, type Template, type Value } from './workflow.js'

/** What a job does, as the option `runner` names it. */
export type JobKind = 'plan' | 'build' | 'publish' | 'run'

const DEFAULT_RUNNER = 'ubuntu-latest'

/** The runner of a job; a module's own goes before that of its kind. @param module its name, for a job of one module */
export function runnerOf(options: WorkflowOptions, kind: JobKind, module?: string): RunnerLabels {
  const { runner } = options
  const own = module === undefined ? undefined : ownRunner(options, module)
  if (own !== undefined) return own
  if (typeof runner === 'string' || Array.isArray(runner)) return runner
  return runner[kind] ?? DEFAULT_RUNNER
}

/** The runner of a job that is called, which takes another one as JSON. */
export function calledRunner(options: WorkflowOptions, kind: JobKind): Template {
  return expression(`fromJSON(inputs.runner || '${JSON.stringify(runnerOf(options, kind))}')`)
}

/** What a caller says of the runner: nothing where it is that of the kind. */
export function runnerInput(options: WorkflowOptions, module: string): { readonly runner?: string } {
  const own = ownRunner(options, module)
  return own === undefined ? {} : { runner: JSON.stringify(own) }
}

/** The same for each job of a matrix. */
export function matrixRunnerInput(options: WorkflowOptions): { readonly runner?: Value } {
  const own = Object.entries(options.modules).flatMap(([name, { runner }]) =>
    runner === undefined ? [] : [[name, JSON.stringify(runner)]],
  )
  if (own.length === 0) return {}
  const table = JSON.stringify(Object.fromEntries(own)).replaceAll("'", "''")
  return { runner: expression(`fromJSON('${table}')[matrix.modules] || ''`) }
}

function ownRunner({ modules }: WorkflowOptions, module: string): RunnerLabels | undefined {
  return Object.hasOwn(modules, module) ? modules[module]?.runner : undefined
}
