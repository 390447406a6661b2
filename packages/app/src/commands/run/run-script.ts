import { ModuleImagesError } from '@module-images/core'
import { resolveTarget, type TargetPorts } from '../../session/image-target.js'
import { checkScript } from './check-script.js'
import { watchForPage } from './page/watch-for-page.js'
import { planProgram } from './plan-program.js'
import { runPreset } from './run-preset.js'
import { type ContainerRequest, startContainer, type StartPorts } from './start-container.js'
import type { ProgramOptions } from './target-options.js'

export interface ScriptRun extends ContainerRequest {
  /** A preset stands in place of a command, and a command in place of run.sh. */
  readonly program: ProgramOptions
  /** Arguments of the command line, after those of the program. A preset gets these alone. */
  readonly words: readonly string[]
  /** Writes to a terminal whose text nobody keeps, for a password; undefined where there is none. */
  readonly terminal: ((line: string) => void) | undefined
}

/**
 * Runs the module's script, another command, or a server in the image of this checkout, and returns its exit code.
 *
 * @throws ModuleImagesError `no-page-to-open`, and as {@link checkScript}, {@link runPreset} and {@link startContainer}
 */
export async function runScript(ports: StartPorts & TargetPorts, name: string, run: ScriptRun): Promise<number> {
  const { words, options, caller, terminal } = run
  const { command, args, loginShell, preset, open } = run.program
  const wanted = await resolveTarget(ports, name)
  // In the checkout also where another commit's files are run, which are looked through for what the run wrote.
  const workspaceRoot = ports.past?.checkout ?? ports.workspace.root
  const pagePorts = { name, workspaceRoot, env: caller.env, log: ports.log, terminal, open }
  if (preset !== undefined) return runPreset(ports, wanted, { preset, words, loginShell, options, caller, pagePorts })
  if (open && options.publish.length === 0) throw noPageToOpen(name)
  if (command === undefined) checkScript(ports.workspace, wanted.module)
  const page = open ? watchForPage(options.publish, pagePorts) : undefined
  try {
    const argv = planProgram({ command, args: [...args, ...words], loginShell })
    return await startContainer(ports, wanted, { argv, options, caller, onLogLine: page?.onLogLine })
  } finally {
    await page?.close()
  }
}

function noPageToOpen(name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-page-to-open',
    kind: 'input',
    message: `No page of ${name} can be opened, since no port of it is published.`,
    fix: 'Name the port where the command serves it: --publish=8888. For a notebook: --preset=notebook.',
  })
}
