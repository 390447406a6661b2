import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ModuleImagesError, renderError } from '@module-images/core'
import { Command, CommanderError } from 'commander'
import type { AskNx } from '@module-images/workspace'
import { interruption } from '../session/interruption.js'
import { readRunEnvironment } from '../session/run-environment.js'
import { writeNotice, writeResult, writeUsage } from '../output/write-output.js'
import type { CommandContext } from '../session/command-context.js'
import type { CommandSpec } from './declare/command-spec.js'
import { catalogueCommand } from './commands/catalogue.js'
import { diffCommand } from './commands/diff.js'
import { digestsCommand } from './commands/digests.js'
import { doctorCommand } from './commands/doctor.js'
import { explainCommand } from './commands/explain.js'
import { gcCommand } from './commands/gc.js'
import { loadCommand } from './commands/load.js'
import { lockCommand } from './commands/lock.js'
import { planCommand } from './commands/plan.js'
import { refreshCommand } from './commands/refresh.js'
import { reportCommand } from './commands/report.js'
import { runCommand } from './commands/run.js'
import { shellCommand } from './commands/shell.js'
import { subjectsCommand } from './commands/subjects.js'
import { verifyCommand } from './commands/verify.js'

/** In the order `--help` lists them. */
const COMMANDS: readonly CommandSpec[] = [
  runCommand,
  shellCommand,
  loadCommand,
  planCommand,
  explainCommand,
  diffCommand,
  doctorCommand,
  lockCommand,
  refreshCommand,
  verifyCommand,
  gcCommand,
  digestsCommand,
  catalogueCommand,
  reportCommand,
  subjectsCommand,
]

const EXIT_USAGE = 2
const EXIT_INTERRUPTED = 130

/**
 * The `module-images` command.
 *
 * @param argv without node and script
 * @returns the exit code: 0 done, 1 not as wanted or failed, 2 wrong usage, 130 interrupted
 */
export async function main(argv: readonly string[], { askNx }: { readonly askNx: AskNx }): Promise<number> {
  const stop = interruption()
  let exitCode = 0
  const action = async (run: (context: CommandContext) => Promise<number>) => {
    exitCode = await run(createContext(stop.signal, askNx))
  }
  const program = new Command('module-images')
    .description('Container images of the modules of this Nx workspace.')
    .showHelpAfterError('Run with --help to see what there is.')
    .configureOutput({ writeOut: writeResult, writeErr: writeUsage })
    // So that what follows the module of `run` is left to its command.
    .enablePositionalOptions()
    .exitOverride()
  for (const command of COMMANDS) command.declare(program, action)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    return exitCodeOf(error, stop.signal)
  } finally {
    stop.done()
  }
}

function exitCodeOf(error: unknown, signal: AbortSignal): number {
  // commander has said what was wrong, or printed the help asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE
  if (signal.aborted) return EXIT_INTERRUPTED
  const expected = error instanceof ModuleImagesError && error.kind !== 'internal'
  writeNotice(`✗ ${expected || !(error instanceof Error) ? renderError(error) : (error.stack ?? error.message)}`)
  return 1
}

function createContext(signal: AbortSignal, askNx: AskNx): CommandContext {
  return {
    workspaceRoot: findWorkspaceRoot(process.cwd()),
    askNx,
    env: process.env,
    environment: readRunEnvironment(process.env),
    signal,
    print: writeResult,
    log: writeNotice,
  }
}

function findWorkspaceRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder
    if (dirname(folder) === folder) break
  }
  throw new ModuleImagesError({
    code: 'no-workspace',
    kind: 'input',
    message: `Neither ${start} nor a folder above it holds an nx.json.`,
    fix: 'Run module-images inside an Nx workspace.',
  })
}
