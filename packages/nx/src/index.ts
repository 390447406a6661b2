import type { PostTasksExecution, PreTasksExecution, PreTasksExecutionContext } from '@nx/devkit'
import { refuseLostOptions } from './executors/run/lost-options.js'
import { withShownErrors } from './generators/with-shown-errors.js'
import { parseSettings, type PluginOptions } from './workspace/settings.js'
import { exportCheckWeek } from './workspace/state-variable.js'

export { createNodes, createNodes as createNodesV2 } from './inference/create-nodes.js'
export type { PluginOptions } from './workspace/settings.js'

export const name = '@module-images/nx'

/** Nx's hook before tasks: makes the real state of images part of the hashes. Costs nothing where no docker target is named. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = async (options, context) =>
  withShownErrors(() => beforeTasks(options, context))

async function beforeTasks(options: PluginOptions | undefined, context: PreTasksExecutionContext): Promise<void> {
  exportCheckWeek(process.env, Date.now())
  if (!namesDockerTarget(context.argv, options)) return
  const { targets } = parseSettings(options)
  const names = (target: string) => context.argv.some((word) => word.includes(target))
  if (names(targets.run)) refuseLostOptions(context.argv)
  if (names(targets.shell)) leaveTerminalToTask()
  const { exportImageStates } = await import('./state/pre-tasks.js')
  await exportImageStates(context.workspaceRoot, options, onlyPublishes(context.argv, options))
}

/** Nx's hook after tasks: the table of a run in which every image was a hit in Nx's cache, since then no task of ours ran to print it. */
export const postTasksExecution: PostTasksExecution<PluginOptions> = async (options, context) => {
  if (!namesDockerTarget(context.argv, options)) return
  const { reportCachedRun } = await import('./report/report-cached-run.js')
  reportCachedRun(context, parseSettings(options))
}

/** Any mention counts, in whatever form (`-t=`, `project:target`, lists); one too many costs a question to the engine. */
function namesDockerTarget(argv: readonly string[], options: PluginOptions | undefined): boolean {
  const names = Object.values<string>({ ...parseSettings(options).targets })
  return argv.some((argument) => names.some((target) => argument.includes(target)))
}

/** The builds of such a run ask the registry by themselves and hardly ever the engine, which can take longer than all else. */
function onlyPublishes(argv: readonly string[], options: PluginOptions | undefined): boolean {
  const { push, ...others } = parseSettings(options).targets
  const names = (target: string) => argv.some((argument) => argument.includes(target))
  return names(push) && !Object.values(others).some(names)
}

/** A shell needs the terminal to itself: Nx would hide the cursor, or show the task in a pane that takes no keys until it is told to. */
function leaveTerminalToTask(): void {
  process.env['NX_TUI'] = 'false'
  process.env['NX_TASKS_RUNNER_DYNAMIC_OUTPUT'] = 'false'
}
