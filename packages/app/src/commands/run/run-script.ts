import { resolveTarget, type TargetPorts } from '../../session/image-target.js'
import { DEFAULT_SCRIPT } from '../../session/default-script.js'
import { checkScript } from './check-script.js'
import type { ContainerOptions } from './container-options.js'
import type { Caller } from './plan-container.js'
import { startContainer, type StartPorts } from './start-container.js'

export interface ScriptRun {
  /** A command line for the image's shell; the module's run.sh when left out. */
  readonly command: string | undefined
  readonly args: readonly string[]
  /** Run it in a login shell of the image, which reads `/etc/profile`. */
  readonly loginShell?: boolean | undefined
  readonly options: ContainerOptions
  readonly caller: Caller
}

/**
 * Runs the module's script, or another command, in the image of this checkout, and returns its exit code.
 *
 * @throws ModuleImagesError as {@link checkScript} and {@link startContainer}
 */
export async function runScript(
  ports: StartPorts & TargetPorts,
  name: string,
  { command, args, loginShell, options, caller }: ScriptRun,
): Promise<number> {
  const wanted = await resolveTarget(ports, name)
  if (command === undefined) checkScript(ports.workspace, wanted.module)
  return startContainer(ports, wanted, {
    argv: loginShell === true ? planLoginArgv(command, args) : planScriptArgv(command, args),
    options,
    caller,
  })
}

/** A command line is read by a shell, with the arguments, if there are any, appended as they are; the script is started as it is. */
export function planScriptArgv(command: string | undefined, args: readonly string[]): [string, ...string[]] {
  if (command === undefined) return [`./${DEFAULT_SCRIPT}`, ...args]
  return ['/bin/sh', '-c', args.length === 0 ? command : `${command} "$@"`, 'sh', ...args]
}

/** The same by a login shell: bash where the image has it, else its sh. https://www.gnu.org/software/bash/manual/bash.html#Bash-Startup-Files */
export function planLoginArgv(command: string | undefined, args: readonly string[]): [string, ...string[]] {
  const start = 'command -v bash >/dev/null && exec bash -l "$@"; exec sh -l "$@"'
  const line = command === undefined ? `exec ./${DEFAULT_SCRIPT} "$@"` : args.length === 0 ? command : `${command} "$@"`
  return ['/bin/sh', '-c', start, 'sh', '-c', line, 'sh', ...args]
}
