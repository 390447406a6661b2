import { statSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError, pathIn } from '@module-images/core'
import type { LinkedModule } from '@module-images/workspace'
import { resolveTarget, type TargetPorts } from '../../session/image-target.js'
import type { ContainerOptions } from './container-options.js'
import type { Caller } from './plan-container.js'
import { startContainer, type StartPorts } from './start-container.js'

/** What a module runs when nothing else is said. */
const DEFAULT_SCRIPT = 'run.sh'

export interface ScriptRun {
  /** A command line for the image's shell; the module's run.sh when left out. */
  readonly command: string | undefined
  readonly args: readonly string[]
  readonly options: ContainerOptions
  readonly caller: Caller
}

/**
 * Runs the module's script, or another command, in the image of this checkout, and returns its exit code.
 *
 * @throws ModuleImagesError `no-script`, `script-not-executable`, and as {@link startContainer}
 */
export async function runScript(
  ports: StartPorts & TargetPorts,
  name: string,
  { command, args, options, caller }: ScriptRun,
): Promise<number> {
  const wanted = await resolveTarget(ports, name)
  if (command === undefined) checkScript(ports, wanted.module)
  return startContainer(ports, wanted, { argv: planScriptArgv(command, args), options, caller })
}

/** A command line is read by a shell, with the arguments, if there are any, appended as they are; the script is started as it is. */
export function planScriptArgv(command: string | undefined, args: readonly string[]): [string, ...string[]] {
  if (command === undefined) return [`./${DEFAULT_SCRIPT}`, ...args]
  return ['/bin/sh', '-c', args.length === 0 ? command : `${command} "$@"`, 'sh', ...args]
}

function checkScript({ workspace }: Pick<StartPorts, 'workspace'>, { name, root }: LinkedModule): void {
  const file = pathIn(root, DEFAULT_SCRIPT)
  const error = (code: string, message: string, fix: string) =>
    new ModuleImagesError({ code, kind: 'input', message, fix, place: { file } })
  const script = statSync(join(workspace.root, file), { throwIfNoEntry: false })
  if (script === undefined) {
    const example = `npx nx ${workspace.settings.targets.run} ${name} --command="Rscript analysis.R"`
    throw error('no-script', `${name} has no ${DEFAULT_SCRIPT}.`, `Write one, make it executable, or name a command: ${example}`)
  }
  // Systems without such bits, such as Windows, show none or all.
  if (process.platform !== 'win32' && (script.mode & 0o111) === 0)
    throw error('script-not-executable', 'It is not executable.', `chmod +x ${file} && git add --chmod=+x ${file}`)
}
