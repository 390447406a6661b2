import { ModuleImagesError } from '@module-images/core'
import { runProcess, type CapturedProcess, type ProcessResult } from '@module-images/process'
import { findBuildxPlugin } from './buildx-plugin.js'
import { type DockerEnvironmentRequest, planDockerEnvironment } from './docker-environment.js'
import { engineUnavailable, parseUnavailability } from './engine-unavailable.js'

export interface DockerOptions {
  /** This process's environment. A docker command gets of it what docker-environment.ts allows. */
  readonly env: NodeJS.ProcessEnv
  /** Stops what runs. */
  readonly signal?: AbortSignal | undefined
}

export type CommandDetails = Pick<CapturedProcess, 'onLine' | 'keepBytes' | 'timeoutMs' | 'silenceMs'> & DockerEnvironmentRequest

/**
 * Runs one docker command, captured, whatever its exit code. A command of buildx goes to buildx itself where that can be found.
 *
 * @throws ModuleImagesError `engine-unavailable` when there is no docker command, and as {@link runProcess}
 */
export async function runDocker(options: DockerOptions, args: readonly string[], details: CommandDetails = {}): Promise<ProcessResult> {
  const { configFolder, secretNames, access, ...captured } = details
  const env = planDockerEnvironment(options.env, { configFolder, secretNames, access })
  const plugin = args[0] === 'buildx' ? await findBuildxPlugin(options.env) : undefined
  const program = { command: plugin?.file ?? 'docker', env: { ...env, ...plugin?.env } }
  try {
    return await runProcess({ ...captured, ...program, args, signal: options.signal })
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') throw engineUnavailable({ kind: 'no-command' }, error)
    throw error
  }
}

/**
 * As {@link runDocker}, for commands that must succeed or be explained.
 *
 * @throws ModuleImagesError `cancelled`; `docker-silent`; `engine-unavailable`; otherwise what `explain` makes of stderr, if it knows
 */
export async function requireDocker(
  options: DockerOptions,
  args: readonly string[],
  explain: (stderr: string) => ModuleImagesError | undefined,
  details: CommandDetails = {},
): Promise<ProcessResult> {
  const result = await runDocker(options, args, details)
  if (result.stoppedBy === 'silence') throw dockerSilent(args, details.silenceMs)
  if (result.stoppedBy !== undefined) {
    throw new ModuleImagesError({ code: 'cancelled', kind: 'environment', message: `docker ${args.slice(0, 2).join(' ')} was cancelled.` })
  }
  if (result.exitCode === 0) return result
  const unavailable = parseUnavailability(result.stderr)
  if (unavailable) throw engineUnavailable(unavailable)
  const explained = explain(result.stderr)
  if (explained) throw explained
  return result
}

function dockerSilent(args: readonly string[], silenceMs = 0): ModuleImagesError {
  return new ModuleImagesError({
    code: 'docker-silent',
    kind: 'remote',
    message: `docker ${args.slice(0, 2).join(' ')} was stopped: it had reported nothing for ${silenceMs / 1000} s.`,
    fix: 'See what the engine and the registry log, and run it again.',
  })
}
