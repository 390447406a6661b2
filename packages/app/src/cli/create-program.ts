import { visibleText } from '@module-images/core'
import { Command } from 'commander'
import { writeStyledResult, writeStyledUsage } from '../output/write-output.js'
import { type TextStyle, readTextStyle } from '../output/terminal.js'
import { NO_COLOURS } from '../output/colour.js'
import { COMMAND_GROUPS } from './command-groups.js'
import { addHelp } from './declare/help-text.js'
import type { DeclareAction } from './declare/command-spec.js'

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST_HELP = 120
/** In fewer columns, a sentence is not broken any more. */
const NARROWEST_HELP = 20
/** Of help that goes into a pipe or a file. */
const DEFAULT_WIDTH = 80

const DESCRIPTION = `Container images of the modules of this Nx workspace.

What changes an image or publishes it is a target of Nx: npx nx run-many -t docker-build, or docker-push. This command shows, checks and uses them. \
It reads the .env files of the workspace's root, as Nx does.

An error names its code, as in error[not-published]; docs/errors.md has an example of each.`

/** The program with all its commands; nothing is run yet. */
export function createProgram(version: string, env: NodeJS.ProcessEnv, action: DeclareAction): Command {
  const out = readTextStyle(process.stdout, env)
  const err = readTextStyle(process.stderr, env)
  const program = new Command('module-images')
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      ...{ writeOut: writeStyledResult, writeErr: writeStyledUsage },
      ...{ getOutHelpWidth: () => helpWidth(out), getErrHelpWidth: () => helpWidth(err) },
      outputError: (text) => writeStyledUsage(renderUsageError(text, err)),
      ...{ getOutHasColors: () => out.colours !== NO_COLOURS, getErrHasColors: () => false },
    })
    .configureHelp({ styleTitle: out.colours.bold, styleCommandText: out.colours.bold, minWidthToWrap: NARROWEST_HELP })
    .showHelpAfterError('Run with --help to see what there is.')
    // So that an option of the program's own is not one of its commands', and the other way round.
    .enablePositionalOptions()
    .exitOverride()
  for (const { title, commands } of COMMAND_GROUPS) {
    program.commandsGroup(title)
    for (const command of commands) command.declare(program, action)
  }
  program.helpCommand('help [command]', 'Prints the help of a command.')
  return addHelp(program, {
    examples: [
      ['module-images plan', 'what a push would do, and why'],
      ['module-images run hello-r -- --seed 7', 'run a module in the image of this checkout'],
      ['module-images help plan', 'everything about one command'],
    ],
  })
}

/** commander's words: `error: unknown option '--jsn'`, a line with what may have been meant, and one with where to look. */
function renderUsageError(text: string, { colours }: TextStyle): string {
  const [error = '', ...rest] = visibleText(text).split('\n')
  return [error.replace(/^error:/, colours.red('✗ error:')), ...rest.map(colours.cyan)].join('\n')
}

function helpWidth({ width = DEFAULT_WIDTH }: TextStyle): number {
  return Math.min(width, WIDEST_HELP)
}
