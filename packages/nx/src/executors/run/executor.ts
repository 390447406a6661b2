import type { ExecutorContext } from '@nx/devkit'
import {
  type CommitSession,
  type ContainerOptionsInput,
  parseContainerOptions,
  parseProgramOptions,
  readCaller,
  renderExit,
  runScript,
} from '@module-images/app'
import { type CommitTaskOptions, runCommitWork } from '../commit-task.js'
import { skipsInactive, projectOf, runImageWork } from '../container-task.js'
import { commandArguments } from './command-arguments.js'

/** The executor's options as Nx hands them over, checked against run.json. */
export interface RunExecutorOptions extends ContainerOptionsInput, CommitTaskOptions {
  readonly command?: string
  readonly loginShell?: boolean
  readonly args?: readonly string[]
  /** Words of the command line that Nx did not take for itself. */
  readonly __unparsed__?: readonly string[]
}

/**
 * Runs the module's script, or another command, in the image of this checkout. Nx knows success and failure only, so the exit code is
 * said; `module-images run` ends with it.
 */
export async function runExecutor(options: RunExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  if (options.at !== undefined) return runAt(options.at, options, context)
  return runImageWork(context, async (run) => {
    const name = projectOf(context)
    if (skipsInactive(run, name)) return true
    const exitCode = await runScript(run, name, {
      command: options.command,
      loginShell: options.loginShell,
      args: [...(options.args ?? []), ...commandArguments(options.__unparsed__ ?? [])],
      options: parseContainerOptions(options, run.workspace.settings.targets.run),
      caller: readCaller('terminal'),
    })
    if (exitCode !== 0) run.log(renderExit(name, exitCode))
    return exitCode === 0
  })
}

/** The same in files and image of another commit. */
function runAt(at: string, options: RunExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const words = commandArguments(options.__unparsed__ ?? [])
  const run = {
    target: 'run' as const,
    options,
    async run(session: CommitSession, name: string, merged: object) {
      const target = session.workspace.settings.targets.run
      const { command, args, loginShell } = parseProgramOptions(merged, target)
      const container = parseContainerOptions(merged, target)
      const exitCode = await runScript(session, name, {
        command,
        loginShell,
        args: [...args, ...words],
        options: container,
        caller: readCaller('terminal'),
      })
      if (exitCode !== 0) session.log(renderExit(name, exitCode))
      return exitCode
    },
  }
  return runCommitWork(context, { at, yes: options.yes ?? false }, run, (exitCode) => exitCode === 0)
}
