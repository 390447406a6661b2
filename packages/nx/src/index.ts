import type { PreTasksExecution, PreTasksExecutionContext } from '@nx/devkit'
import { refuseLostOptions } from './executors/run/lost-options.js'
import { withShownErrors } from './generators/with-shown-errors.js'
import { parseSettings, type PluginOptions } from './workspace/settings.js'

export { createNodes, createNodes as createNodesV2 } from './inference/create-nodes.js'
export type { PluginOptions } from './workspace/settings.js'

export const name = '@module-images/nx'

/** Nx's hook before tasks: looks at the command line for what Nx itself would get wrong. Nothing is read, and no hash depends on it. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = async (options, context) =>
  withShownErrors(async () => prepareCommand(options, context))

function prepareCommand(options: PluginOptions | undefined, { argv }: PreTasksExecutionContext): void {
  const { targets } = parseSettings(options)
  const names = (target: string) => argv.some((word) => word.includes(target))
  if (names(targets.run)) refuseLostOptions(argv)
  if (names(targets.shell)) leaveTerminalToTask()
}

/** A shell needs the terminal to itself: Nx would hide the cursor, or show the task in a pane that takes no keys until it is told to. */
function leaveTerminalToTask(): void {
  process.env['NX_TUI'] = 'false'
  process.env['NX_TASKS_RUNNER_DYNAMIC_OUTPUT'] = 'false'
}
