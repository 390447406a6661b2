import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { REPORT_FILES } from '@module-images/core'
import type { PreTasksExecution, PreTasksExecutionContext } from '@nx/devkit'
import { parseSettings, type PluginOptions, warnWithoutModules } from '@module-images/workspace'
import { withShownErrors } from './generators/with-shown-errors.js'

export { createNodes, createNodes as createNodesV2 } from './inference/create-nodes.js'
export type { PluginOptions } from '@module-images/workspace'

export const name = '@module-images/nx'

/** Nx's hook before tasks: looks for what Nx itself would get wrong, or not say. No hash depends on it. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = async (options, context) =>
  withShownErrors(async () => prepareCommand(options, context))

async function prepareCommand(options: PluginOptions | undefined, { argv, workspaceRoot }: PreTasksExecutionContext): Promise<void> {
  const settings = parseSettings(options)
  const { targets } = settings
  const names = (target: string) => argv.some((word) => word.includes(target))
  // What is imported here needs the application, which is not loaded for every nx command.
  if (names(targets.run)) {
    const { rejectDroppedOptions } = await import('./executors/run/dropped-options.js')
    rejectDroppedOptions(argv)
  }
  if (names(targets.shell)) leaveTerminalToTask()
  if ([targets.build, targets.push].some(names)) forgetReport(workspaceRoot)
  if (Object.values<string>({ ...targets }).some(names)) {
    showWhatTasksPrint()
    const warnings: string[] = []
    warnWithoutModules(workspaceRoot, settings, (line) => void warnings.push(line))
    if (warnings.length === 0) return
    const { writeWarnings } = await import('./write-warnings.js')
    writeWarnings(warnings)
  }
}

/**
 * What tasks print is shown as they print it. Else Nx draws its list of tasks over it on a terminal, where its interactive view is off, and in
 * GitHub Actions holds it back until all tasks have ended, or for good where they succeed. To be set each time: a daemon keeps the environment.
 */
function showWhatTasksPrint(): void {
  process.env['NX_TASKS_RUNNER_DYNAMIC_OUTPUT'] = 'false'
  process.env['NX_SKIP_LOG_GROUPING'] = 'true'
}

/** Tasks add to the report of their run, which may be done in several processes: so the last one's goes before any of them begins. */
function forgetReport(workspaceRoot: string): void {
  for (const file of Object.values(REPORT_FILES)) {
    try {
      rmSync(join(workspaceRoot, file), { force: true })
    } catch {
      // Where nothing may be written, a task says so: its receipt lies beside.
      return
    }
  }
}

/** A shell needs the terminal to itself: Nx would hide the cursor, or show the task in a pane that takes no keys until it is told to. */
function leaveTerminalToTask(): void {
  process.env['NX_TUI'] = 'false'
}
