import { ModuleImagesError } from '@module-images/core'
import { type CapturedProcess, type ProcessResult, runProcess } from '@module-images/process'
import { planPodmanEnvironment } from './podman-environment.js'
import { noPodmanCommand, parsePodmanUnavailable } from './podman-unavailable.js'

export const PODMAN = 'podman'

export interface PodmanOptions {
  /** This process's environment. A podman command gets of it what podman-environment.ts allows. */
  readonly env: NodeJS.ProcessEnv
  /** Stops what runs. */
  readonly signal?: AbortSignal | undefined
}

type CommandDetails = Pick<CapturedProcess, 'onLine' | 'keepBytes'> & { readonly secretNames?: readonly string[] }

/**
 * Runs one podman command, captured, whatever its exit code.
 *
 * @throws ModuleImagesError `engine-unavailable` when there is no podman command, and as {@link runProcess}
 */
export async function runPodman(options: PodmanOptions, args: readonly string[], details: CommandDetails = {}): Promise<ProcessResult> {
  const { secretNames, ...captured } = details
  const env = planPodmanEnvironment(options.env, secretNames)
  try {
    return await runProcess({ ...captured, command: PODMAN, args, env, signal: options.signal })
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') throw noPodmanCommand(error)
    throw error
  }
}

/**
 * As {@link runPodman}, for commands that must succeed or be explained.
 *
 * @throws ModuleImagesError `cancelled`; `engine-unavailable`; otherwise what `explain` makes of stderr, if it knows
 */
export async function requirePodman(
  options: PodmanOptions,
  args: readonly string[],
  explain: (stderr: string) => ModuleImagesError | undefined,
  details: CommandDetails = {},
): Promise<ProcessResult> {
  const result = await runPodman(options, args, details)
  if (result.stoppedBy !== undefined) {
    throw new ModuleImagesError({ code: 'cancelled', kind: 'environment', message: `podman ${args.slice(0, 2).join(' ')} was cancelled.` })
  }
  if (result.exitCode === 0) return result
  const explained = parsePodmanUnavailable(result.stderr) ?? explain(result.stderr)
  if (explained) throw explained
  return result
}
