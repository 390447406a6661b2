import { stat } from 'node:fs/promises'
import { ModuleImagesError } from '@module-images/core'

/** Words for a process that never ran. The arguments stay out of them: they may be long, and are the caller's. */
export async function spawnError(
  request: { readonly command: string; readonly cwd?: string | undefined },
  failure: { readonly code?: string | undefined; readonly cause?: unknown },
): Promise<ModuleImagesError> {
  const { command, cwd } = request
  const error = (code: string, kind: 'environment' | 'input', message: string, fix: string) =>
    new ModuleImagesError({ code, kind, message, fix, cause: failure.cause ?? failure })
  if (failure.code === 'ENOENT' && cwd !== undefined && !(await isFolder(cwd))) {
    return error(
      'folder-not-found',
      'input',
      `'${command}' cannot be run in '${cwd}', which is not a folder.`,
      'Make the folder, or name another.',
    )
  }
  switch (failure.code) {
    case 'ENOENT':
      return error(
        'command-not-found',
        'environment',
        `The command '${command}' is not installed or not on the PATH.`,
        'Install it, or add its folder to the PATH.',
      )
    case 'EACCES':
      return error(
        'command-not-executable',
        'environment',
        `The command '${command}' may not be executed.`,
        'Make it executable, or put another of its name first on the PATH.',
      )
    case 'E2BIG':
      return error(
        'arguments-too-long',
        'input',
        `The arguments and environment for '${command}' are longer than this system allows.`,
        'Give fewer or shorter ones: build arguments, tags and modules count.',
      )
    default:
      return error(
        'spawn-failed',
        'environment',
        `The command '${command}' could not be started (${failure.code ?? 'no reason given'}).`,
        'See whether memory or processes are used up (ulimit -a), then run it again.',
      )
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
}
