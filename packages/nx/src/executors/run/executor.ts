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

/** Nx keeps what its tasks print, in .nx/cache, so that a password has no place there. */
const NO_TERMINAL = undefined

/** The executor's options as Nx hands them over, checked against run.json. */
export interface RunExecutorOptions extends ContainerOptionsInput, CommitTaskOptions {
  readonly command?: string
  readonly loginShell?: boolean
  readonly preset?: string
  readonly open?: boolean
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
    const target = run.workspace.settings.targets.run
    const exitCode = await runScript(run, name, {
      program: parseProgramOptions(options, target),
      words: commandArguments(options.__unparsed__ ?? []),
      options: parseContainerOptions(options, target),
      caller: readCaller('terminal'),
      terminal: NO_TERMINAL,
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
      const exitCode = await runScript(session, name, {
        program: parseProgramOptions(merged, target),
        words,
        options: parseContainerOptions(merged, target),
        caller: readCaller('terminal'),
        terminal: NO_TERMINAL,
      })
      if (exitCode !== 0) session.log(renderExit(name, exitCode))
      return exitCode
    },
  }
  return runCommitWork(context, { at, yes: options.yes ?? false }, run, (exitCode) => exitCode === 0)
}
