import type { Command } from 'commander'
import { EXIT_CODES, EXIT_FAILED, EXIT_PARTIAL } from '../../session/exit-codes.js'

/** What `--help` says of a command below its options. */
export interface HelpText {
  /** Paragraphs, parted by empty lines. Lines that begin with spaces are shown as they are; others are wrapped to the width. */
  readonly details?: string
  /** Command lines, from `module-images` on, each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[]
  /** When the command ends with 1; else as all commands. */
  readonly failsWhen?: string
  /** When it ends with {@link EXIT_PARTIAL}, if it can. */
  readonly isPartialWhen?: string
}

/** Where nobody says. */
const DEFAULT_WIDTH = 80

/** Adds the text to the help of a command. */
export function addHelp(command: Command, text: HelpText): Command {
  return command.addHelpText('after', ({ command: shown, error }) => {
    const output = shown.configureOutput()
    const width = (error ? output.getErrHelpWidth?.() : output.getOutHelpWidth?.()) ?? DEFAULT_WIDTH
    const help = shown.createHelp()
    return renderHelp(text, (paragraph, margin = 0) => help.boxWrap(paragraph, width - margin).split('\n'))
  })
}

/** Breaks a paragraph into lines that leave room for a margin of so many columns. */
type Wrap = (paragraph: string, margin?: number) => string[]

function renderHelp({ details, examples, failsWhen, isPartialWhen }: HelpText, wrap: Wrap): string {
  const own = new Map([
    [EXIT_FAILED, failsWhen],
    [EXIT_PARTIAL, isPartialWhen],
  ])
  const codes = EXIT_CODES.filter(([code]) => code !== EXIT_PARTIAL || isPartialWhen !== undefined)
  const parts = [
    ...(details === undefined ? [] : [wrapParagraphs(details.trim(), wrap)]),
    ['Examples:', ...examples.flatMap(([line, does]) => [...wrap(does, 4).map((part) => `  # ${part}`), `  ${line}`])].join('\n'),
    ['Exit codes:', ...codes.flatMap(([code, meaning]) => exitCode(code, own.get(code) ?? meaning, wrap))].join('\n'),
  ]
  return `\n${parts.join('\n\n')}`
}

/** Lines that follow one another are one paragraph, unless they begin with spaces. */
function wrapParagraphs(text: string, wrap: Wrap): string {
  const joined = text.replace(/(?<=^\S.*)\n(?=\S)/gm, ' ')
  return joined
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') ? [line] : wrap(line)))
    .join('\n')
}

function exitCode(code: number, meaning: string, wrap: Wrap): string[] {
  const margin = 7
  return wrap(meaning, margin).map((line, i) => `${(i === 0 ? `  ${code}` : '').padEnd(margin)}${line}`)
}
