import { ModuleImagesError, visibleText } from '@module-images/core'
import type { AskNx } from '@module-images/workspace'
import { CommanderError } from 'commander'
import { watchOutput } from './broken-pipe.js'
import { createColours } from '../output/colour.js'
import { renderFailure } from '../output/styled-error.js'
import { readTextStyle } from '../output/terminal.js'
import { writeStyledNotice } from '../output/write-output.js'
import { interruption } from '../session/interruption.js'
import { createContext } from './create-context.js'
import { createProgram } from './create-program.js'
import type { DeclareAction } from './declare/command-spec.js'
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE } from '../session/exit-codes.js'

/** What the command is given by the package it is part of. */
export interface MainOptions {
  readonly askNx: AskNx
  readonly version: string
}

/**
 * The `module-images` command.
 *
 * @param argv without node and script
 * @returns the exit code, see `EXIT_CODES`
 */
export async function main(argv: readonly string[], { askNx, version }: MainOptions): Promise<number> {
  const output = watchOutput()
  let renderStop = () => 'nothing was changed'
  const stop = interruption(() => {
    reportStop('stopped at once, with nothing tidied up', renderStop)
    process.exit(EXIT_INTERRUPTED)
  })
  let exitCode = EXIT_DONE
  const action: DeclareAction = async (run, workspace) => {
    const onStop = (render: () => string) => void (renderStop = render)
    exitCode = await run(createContext({ signal: stop.signal, askNx, onStop }, workspace))
  }
  try {
    await createProgram(version, process.env, action).parseAsync([...argv], { from: 'user' })
  } catch (error) {
    exitCode = reportError(error, stop.signal.aborted ? renderStop : undefined)
  } finally {
    stop.done()
  }
  return output.settle(exitCode)
}

/** @param renderStop what was and was not done, if the command was stopped */
function reportError(error: unknown, renderStop: (() => string) | undefined): number {
  // commander has said what was wrong, or printed the help asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_USAGE
  if (renderStop !== undefined) {
    reportStop('stopped', renderStop)
    return EXIT_INTERRUPTED
  }
  writeStyledNotice(renderFailure(error, readTextStyle(process.stderr, process.env)))
  return error instanceof ModuleImagesError && error.kind === 'usage' ? EXIT_USAGE : EXIT_FAILED
}

function reportStop(how: string, renderStop: () => string): void {
  const { red } = createColours(process.stderr, process.env)
  writeStyledNotice(`${red(`✗ ${how}:`)} ${visibleText(renderStop())}`)
}
