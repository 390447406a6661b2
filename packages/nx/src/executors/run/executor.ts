import type { ExecutorContext } from '@nx/devkit'
import { type ContainerOptionsInput, parseContainerOptions, readCaller, renderExit, runScript } from '@module-images/app'
import { skipsInactive, projectOf, runImageWork } from '../container-task.js'
import { commandArguments } from './command-arguments.js'

/** The executor's options as Nx hands them over, checked against run.json. */
export interface RunExecutorOptions extends ContainerOptionsInput {
  readonly command?: string
  readonly args?: readonly string[]
  /** Words of the command line that Nx did not take for itself. */
  readonly __unparsed__?: readonly string[]
}

/**
 * Runs the module's script, or another command, in the image of this checkout. Nx knows success and failure only, so the exit code is
 * said; `module-images run` ends with it.
 */
export async function runExecutor(options: RunExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runImageWork(context, async (run) => {
    const name = projectOf(context)
    if (skipsInactive(run, name)) return true
    const exitCode = await runScript(run, name, {
      command: options.command,
      args: [...(options.args ?? []), ...commandArguments(options.__unparsed__ ?? [])],
      options: parseContainerOptions(options, run.workspace.settings.targets.run),
      caller: readCaller('terminal'),
    })
    if (exitCode !== 0) run.log(renderExit(name, exitCode))
    return exitCode === 0
  })
}
