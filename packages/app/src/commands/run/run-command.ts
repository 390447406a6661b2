import { ensureImage } from '../../build/ensure-image.js'
import type { CommandContext } from '../../session/command-context.js'
import { readCaller } from './caller.js'
import { type ContainerOptionsInput, parseContainerOptions } from './container-options.js'
import { isExplained, renderExit } from './render-exit.js'
import { runScript } from './run-script.js'
import { runShell } from './run-shell.js'
import { findModule, parseProgramOptions, readTargetOptions } from './target-options.js'
import { withImages } from './with-images.js'

/** What a command line says of a container; project.json says the rest. */
export interface RunCommand {
  /** Name or folder. */
  readonly module: string
  readonly container: ContainerOptionsInput
}

/** `module-images run`: ends with the exit code of the module's command. Input is passed on as it comes. */
export async function runModule(
  { module, container, command, args }: RunCommand & { readonly command?: string | undefined; readonly args: readonly string[] },
  context: CommandContext,
): Promise<number> {
  return withImages(context, async (session) => {
    const found = findModule(session.workspace, module)
    context.onStop(() => `the command of ${found.name} was not run`)
    const target = session.workspace.settings.targets.run
    const own = readTargetOptions(session.workspace, found, target)
    const program = parseProgramOptions(own, target)
    const options = parseContainerOptions({ ...own, ...container }, target)
    await ensureImage(session, found.name)
    const script = { command: command ?? program.command, args: [...program.args, ...args] }
    const exitCode = await runScript(session, found.name, { ...script, options, caller: readCaller('always') })
    if (isExplained(exitCode)) context.log(renderExit(found.name, exitCode))
    return exitCode
  })
}

/** `module-images shell`: ends with the exit code of the shell. */
export async function openShell(
  { module, container, shell }: RunCommand & { readonly shell?: string | undefined },
  context: CommandContext,
): Promise<number> {
  return withImages(context, async (session) => {
    const found = findModule(session.workspace, module)
    context.onStop(() => `no shell was opened in ${found.name}`)
    const target = session.workspace.settings.targets.shell
    const own = readTargetOptions(session.workspace, found, target)
    const options = parseContainerOptions({ ...own, ...container }, target)
    await ensureImage(session, found.name)
    return runShell(session, found.name, { shell: shell ?? parseProgramOptions(own, target).shell, options, caller: readCaller('always') })
  })
}
