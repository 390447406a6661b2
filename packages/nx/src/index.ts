import type { PreTasksExecution, PreTasksExecutionContext } from '@nx/devkit'
import { parseSettings, type PluginOptions, warnWithoutModules } from '@module-images/workspace'
import { rejectDroppedOptions } from './executors/run/dropped-options.js'
import { withShownErrors } from './generators/with-shown-errors.js'

export { createNodes, createNodes as createNodesV2 } from './inference/create-nodes.js'
export type { PluginOptions } from '@module-images/workspace'

export const name = '@module-images/nx'

/** Nx's hook before tasks: looks for what Nx itself would get wrong, or not say. Folders alone are read, and no hash depends on it. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = async (options, context) =>
  withShownErrors(async () => prepareCommand(options, context))

async function prepareCommand(options: PluginOptions | undefined, { argv, workspaceRoot }: PreTasksExecutionContext): Promise<void> {
  const settings = parseSettings(options)
  const { targets } = settings
  const names = (target: string) => argv.some((word) => word.includes(target))
  if (names(targets.run)) rejectDroppedOptions(argv)
  if (names(targets.shell)) leaveTerminalToTask()
  if (Object.values<string>({ ...targets }).some(names)) {
    const warnings: string[] = []
    warnWithoutModules(workspaceRoot, settings, (line) => void warnings.push(line))
    await writeWarnings(warnings)
  }
}

/** The application is not loaded for every nx command. */
async function writeWarnings(warnings: readonly string[]): Promise<void> {
  if (warnings.length === 0) return
  const { writeNotice } = await import('@module-images/app')
  for (const line of warnings) writeNotice(line)
}

/** A shell needs the terminal to itself: Nx would hide the cursor, or show the task in a pane that takes no keys until it is told to. */
function leaveTerminalToTask(): void {
  process.env['NX_TUI'] = 'false'
  process.env['NX_TASKS_RUNNER_DYNAMIC_OUTPUT'] = 'false'
}
