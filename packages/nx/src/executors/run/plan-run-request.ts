import type { RunRequest } from '@module-images/engine'
import { commandArguments } from './command-arguments.js'

/** The executor's options as Nx hands them over, checked against run.json. */
export interface CommandOptions {
  readonly command?: string
  readonly args?: readonly string[]
  readonly env?: readonly string[]
  /** Words of the command line that Nx did not take for itself. */
  readonly __unparsed__?: readonly string[]
}

/** The caller, as the engine is to know them; undefined where the system has no user ids. */
export interface Caller {
  readonly user: string | undefined
  readonly interactive: boolean
  readonly env: NodeJS.ProcessEnv
}

/** Where the repository is mounted in the container, whatever it is called outside. */
const MOUNT_POINT = '/workspace'

/** What a module runs when nothing else is said. */
export const DEFAULT_SCRIPT = './run.sh'

/**
 * The container of one `docker-run`. Files it writes belong to the caller. Such a user has no home in the image, so `/tmp` stands
 * in; a command line is read by the image's shell with the arguments appended, the default script is started as it is.
 *
 * @param workspaceRoot native path; @param moduleRoot posix path from there
 */
export function planRunRequest(
  place: { workspaceRoot: string; moduleRoot: string },
  image: string,
  options: CommandOptions,
  caller: Caller,
): RunRequest {
  const args = [...(options.args ?? []), ...commandArguments(options.__unparsed__ ?? [])]
  const argv = options.command === undefined ? [DEFAULT_SCRIPT, ...args] : ['/bin/sh', '-c', `${options.command} "$@"`, 'sh', ...args]
  const [command = DEFAULT_SCRIPT, ...rest] = argv
  const passed = Object.fromEntries(
    (options.env ?? []).flatMap((name) => (caller.env[name] === undefined ? [] : [[name, caller.env[name]]])),
  )
  return {
    image,
    command,
    args: rest,
    mounts: [{ source: place.workspaceRoot, target: MOUNT_POINT, readonly: false }],
    workdir: `${MOUNT_POINT}/${place.moduleRoot}`,
    user: caller.user,
    env: { HOME: '/tmp', ...passed },
    interactive: caller.interactive,
    tty: caller.interactive,
  }
}
