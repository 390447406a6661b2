import { resolveTarget, type TargetPorts } from '../../session/image-target.js'
import type { ContainerOptions } from './container-options.js'
import { WORKSPACE_TARGET } from './mount.js'
import type { Caller } from './plan-container.js'
import { startContainer, type StartPorts } from './start-container.js'

export interface ShellRun {
  /** A shell of the image; bash, else sh, when left out. */
  readonly shell: string | undefined
  readonly options: ContainerOptions
  readonly caller: Caller
}

/** Docker's own exit code for a container that did not start, and so the one for a shell that does not exist. */
export const NOT_STARTED = 125

/**
 * Opens a shell in the image of this checkout, and returns its exit code: {@link NOT_STARTED} where there was none, else that of the
 * last command.
 *
 * @throws ModuleImagesError as {@link startContainer}
 */
export async function runShell(ports: StartPorts & TargetPorts, name: string, { shell, options, caller }: ShellRun): Promise<number> {
  const wanted = await resolveTarget(ports, name)
  const starting = (image: string) => {
    ports.log(`${name}  a shell in ${image}, the repository is at ${WORKSPACE_TARGET}`)
    ports.log(
      caller.tty ? `${name}  leave it with 'exit' or Ctrl-D` : `${name}  there is no terminal here: commands are read from standard input`,
    )
  }
  return startContainer(ports, wanted, { argv: planShellArgv(shell), options, caller, starting })
}

/** A shell that is asked for must be there; otherwise the best one there is. */
function planShellArgv(shell: string | undefined): [string, ...string[]] {
  const wanted = shell === undefined ? ['bash', 'sh'] : [shell]
  const script = `for shell; do command -v "$shell" >/dev/null && exec "$shell"; done; echo "The image has no $*." >&2; exit ${NOT_STARTED}`
  return ['/bin/sh', '-c', script, 'sh', ...wanted]
}
