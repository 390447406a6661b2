import type { ExecutorContext } from '@nx/devkit'
import {
  type CommitSession,
  type ContainerOptionsInput,
  ensureImage,
  NOT_STARTED,
  parseContainerOptions,
  parseProgramOptions,
  prepareReceipts,
  readCaller,
  runShell,
} from '@module-images/app'
import { type CommitTaskOptions, runCommitWork } from '../commit-task.js'
import { projectOf, runImageWork } from '../container-task.js'

/** The executor's options as Nx hands them over, checked against shell.json. */
export interface ShellExecutorOptions extends ContainerOptionsInput, CommitTaskOptions {
  readonly shell?: string
}

/**
 * Opens a shell in the image of this checkout. One at a terminal has done its work when it is left, whatever its last command ended with;
 * one that reads its commands elsewhere fails as they do.
 */
export async function shellExecutor(options: ShellExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const caller = readCaller('always')
  const isSuccess = (exitCode: number) => (caller.tty ? exitCode !== NOT_STARTED : exitCode === 0)
  if (options.at !== undefined) return openAt(options.at, options, context, isSuccess)
  return runImageWork(context, async (run) => {
    const name = projectOf(context)
    const checked = parseContainerOptions(options, run.workspace.settings.targets.shell)
    prepareReceipts(run.workspace.root)
    await ensureImage(run, name)
    const exitCode = await runShell(run, name, { shell: options.shell, options: checked, caller })
    return isSuccess(exitCode)
  })
}

/** The same in files and image of another commit. */
function openAt(
  at: string,
  options: ShellExecutorOptions,
  context: ExecutorContext,
  isSuccess: (exitCode: number) => boolean,
): Promise<{ success: boolean }> {
  const run = {
    target: 'shell' as const,
    options,
    run(session: CommitSession, name: string, merged: object) {
      const target = session.workspace.settings.targets.shell
      const { shell } = parseProgramOptions(merged, target)
      return runShell(session, name, { shell, options: parseContainerOptions(merged, target), caller: readCaller('always') })
    },
  }
  return runCommitWork(context, { at, yes: options.yes ?? false }, run, isSuccess)
}
