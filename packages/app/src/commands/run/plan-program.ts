import { DEFAULT_SCRIPT } from '../../session/default-script.js'

/** What is to run, as a person says it. */
export interface Program {
  /** A command line for the image's shell; the module's run.sh when left out. */
  readonly command: string | undefined
  readonly args: readonly string[]
  /** Run it in a login shell of the image. */
  readonly loginShell: boolean
}

/** What a container is started with: a command line is read by a shell, with the arguments appended as they are; the script is started as it is. */
export function planProgram({ command, args, loginShell }: Program): [string, ...string[]] {
  return loginShell ? planLoginArgv(command, args) : planScriptArgv(command, args)
}

function planScriptArgv(command: string | undefined, args: readonly string[]): [string, ...string[]] {
  if (command === undefined) return [`./${DEFAULT_SCRIPT}`, ...args]
  return ['/bin/sh', '-c', args.length === 0 ? command : `${command} "$@"`, 'sh', ...args]
}

/** The same by a login shell: bash where the image has it, else its sh. https://www.gnu.org/software/bash/manual/bash.html#Bash-Startup-Files */
function planLoginArgv(command: string | undefined, args: readonly string[]): [string, ...string[]] {
  const start = 'command -v bash >/dev/null && exec bash -l "$@"; exec sh -l "$@"'
  const line = command === undefined ? `exec ./${DEFAULT_SCRIPT} "$@"` : args.length === 0 ? command : `${command} "$@"`
  return ['/bin/sh', '-c', start, 'sh', '-c', line, 'sh', ...args]
}
