import type { ExecutorContext } from '@nx/devkit'
import {
  type ContainerOptionsInput,
  ensureImage,
  NOT_STARTED,
  parseContainerOptions,
  prepareReceipts,
  readCaller,
  runShell,
} from '@module-images/app'
import { projectOf, runImageWork } from '../container-task.js'

/** The executor's options as Nx hands them over, checked against shell.json. */
export interface ShellExecutorOptions extends ContainerOptionsInput {
  readonly shell?: string
}

/**
 * Opens a shell in the image of this checkout. One at a terminal has done its work when it is left, whatever its last command ended with;
 * one that reads its commands elsewhere fails as they do.
 */
export async function shellExecutor(options: ShellExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runImageWork(context, async (run) => {
    const name = projectOf(context)
    const caller = readCaller('always')
    const checked = parseContainerOptions(options, run.workspace.settings.targets.shell)
    prepareReceipts(run.workspace.root)
    await ensureImage(run, name)
    const exitCode = await runShell(run, name, { shell: options.shell, options: checked, caller })
    return caller.tty ? exitCode !== NOT_STARTED : exitCode === 0
  })
}
