import { constants } from 'node:os'
import type { ModuleIdentity, Workspace } from '@module-images/workspace'
import { ensureImage } from '../../build/ensure-image.js'
import type { CommandContext } from '../../session/command-context.js'
import { EXIT_INTERRUPTED } from '../../session/exit-codes.js'
import { readGiven } from '../../session/read-given.js'
import type { OpenSession } from '../../tasks/open-session.js'
import { readCaller } from './caller.js'
import { type ContainerOptionsInput, parseContainerOptions } from './container-options.js'
import { parseMount } from './mount.js'
import { parsePublish } from './page/publish.js'
import { isExplained, renderExit } from './render-exit.js'
import { runScript } from './run-script.js'
import { runShell } from './run-shell.js'
import { findModule, parseProgramOptions, type ProgramOptions, readTargetOptions } from './target-options.js'
import type { PastPlace } from './start-container.js'
import { type CommitOptions, withCommit } from './with-commit.js'
import { sessionContext, withImages } from './with-images.js'

/** What a command line says of a container; project.json says the rest. */
export interface RunCommand {
  /** Name or folder. */
  readonly module: string
  readonly container: ContainerOptionsInput
  /** The commit to take code, options and image of; the checkout when left out. */
  readonly commit?: CommitOptions | undefined
}

export interface ScriptCommand extends RunCommand {
  /** What the command line says of what to run; project.json says the rest. */
  readonly program: Partial<ProgramOptions>
  /** Arguments, after those of project.json. */
  readonly words: readonly string[]
}

/**
 * Looks at what the command line says of a container before anything is built. What project.json says is looked at where it is used.
 *
 * @throws ModuleImagesError `bad-run-options`, `bad-publish`, `bad-mount`, of the kind `usage`
 */
function checkGiven(container: ContainerOptionsInput, workspaceRoot: string, target: string): void {
  readGiven(() => {
    const { publish, mount } = parseContainerOptions(container, target)
    publish.forEach(parsePublish)
    for (const text of mount) parseMount(text, workspaceRoot)
  })
}

/** `module-images run`: ends with the exit code of the module's command. Input is passed on as it comes. */
export async function runModule(request: ScriptCommand, context: CommandContext): Promise<number> {
  const ended = await withModule(request, context, async (session, found) => {
    context.onStop(() => `the command of ${found.name} was not run`)
    const target = session.workspace.settings.targets.run
    checkGiven(request.container, context.workspaceRoot, target)
    const own = readTargetOptions(session.workspace, found, target)
    const program = parseProgramOptions({ ...own, ...request.program }, target)
    const options = parseContainerOptions({ ...own, ...request.container }, target)
    if (session.past === undefined) await ensureImage(session, found.name)
    const terminal = process.stderr.isTTY ? context.log : undefined
    const exitCode = await runScript(session, found.name, {
      program,
      words: request.words,
      options,
      caller: readCaller('always'),
      terminal,
    })
    if (isExplained(exitCode) && !context.signal.aborted) context.log(renderExit(found.name, exitCode))
    return exitCode
  })
  return stoppedOr(ended, `the command of ${request.module} was ended`, context)
}

/** `module-images shell`: ends with the exit code of the shell. */
export async function openShell(request: RunCommand & { readonly shell?: string | undefined }, context: CommandContext): Promise<number> {
  const ended = await withModule(request, context, async (session, found) => {
    context.onStop(() => `no shell was opened in ${found.name}`)
    const target = session.workspace.settings.targets.shell
    checkGiven(request.container, context.workspaceRoot, target)
    const own = readTargetOptions(session.workspace, found, target)
    const options = parseContainerOptions({ ...own, ...request.container }, target)
    if (session.past === undefined) await ensureImage(session, found.name)
    const shell = request.shell ?? parseProgramOptions(own, target).shell
    return runShell(session, found.name, { shell, options, caller: readCaller('always') })
  })
  return stoppedOr(ended, `the shell in ${request.module} was ended`, context)
}

/** What a container ends with that a signal has ended: SIGINT of the terminal, SIGTERM of this command, SIGKILL after it. */
const ENDED_BY_SIGNAL: ReadonlySet<number> = new Set([EXIT_INTERRUPTED, 128 + constants.signals.SIGTERM, 128 + constants.signals.SIGKILL])

/**
 * The exit code, also of a program that ended in its own way when it was told to stop.
 *
 * @throws the reason of the stop, where the program was ended by it
 */
function stoppedOr(exitCode: number, what: string, { signal, onStop }: CommandContext): number {
  if (!signal.aborted || !ENDED_BY_SIGNAL.has(exitCode)) return exitCode
  onStop(() => what)
  signal.throwIfAborted()
  return exitCode
}

type ModuleWork = (session: OpenSession & { readonly past?: PastPlace }, found: ModuleIdentity) => Promise<number>

/** The module of this checkout, or of a commit. */
async function withModule({ module, commit }: RunCommand, context: CommandContext, work: ModuleWork): Promise<number> {
  if (commit === undefined) return withImages(context, (session) => work(session, findModule(session.workspace, module)))
  const { workspaceRoot } = context
  const nameOf = (workspace: Workspace) => findModule(workspace, module).name
  return withCommit(commit, { ...sessionContext(context), workspaceRoot }, nameOf, (session) =>
    work(session, findModule(session.workspace, module)),
  )
}
