import type { RunnerLabels, WorkflowOptions } from '@module-images/core'

/** What a job does, as the option `runner` names it. */
export type JobKind = 'plan' | 'build' | 'publish' | 'run'

const DEFAULT_RUNNER = 'ubuntu-latest'

/** The runner of a job; a module's own goes before that of its kind. @param module its name, for a job of one module */
export function runnerOf({ runner, modules }: WorkflowOptions, kind: JobKind, module?: string): RunnerLabels {
  const own = module !== undefined && Object.hasOwn(modules, module) ? modules[module]?.runner : undefined
  if (own !== undefined) return own
  if (typeof runner === 'string' || Array.isArray(runner)) return runner
  return runner[kind] ?? DEFAULT_RUNNER
}
