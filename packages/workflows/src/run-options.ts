import type { RunOptions, WorkflowOptions } from '@module-images/core'
import type { WorkflowModule } from './workflow-facts.js'

/** How a module is run: its own options over those of all; undefined where it has nothing to run, or shall not. */
export function runOptionsOf({ run, modules }: WorkflowOptions, { name, runs }: WorkflowModule): RunOptions | undefined {
  const own = Object.hasOwn(modules, name) ? modules[name]?.run : undefined
  if (own === false || (run === false && own === undefined)) return undefined
  const options = { ...(run === false ? {} : run), ...own }
  return runs || options.command !== undefined ? options : undefined
}
