import { baseName, type RunStep, SHELLS } from './run-step.js'
import { parseShellCommands, type ShellCommand, type ShellWord } from './shell-commands.js'

/** A program that a RUN starts. */
export interface ProgramCall {
  readonly step: RunStep
  readonly command: ShellCommand
  /** Without path. */
  readonly program: string
  readonly args: readonly ShellWord[]
}

/** A program that starts the one its words name. */
interface Wrapper {
  /** The first word after it, for a program that does other things as well. */
  readonly subcommand?: string
  /** Its options that stand alone, and those that take the next word; with any other, nothing is certain. */
  readonly alone: RegExp
  readonly valued: RegExp
}

const NO_OPTION = /^(?!)/
const PLAIN_WRAPPER: Wrapper = { alone: NO_OPTION, valued: NO_OPTION }
const CONDA_RUN: Wrapper = {
  subcommand: 'run',
  alone: /^(?:-v+|--no-capture-output|--live-stream|--verbose|--debug-wrapper-scripts)$/,
  valued: /^(?:-[np]|--(?:name|prefix|cwd))$/,
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  ['sudo', { alone: /^(?:-[AbEHknPS]+|--preserve-env(?:=.*)?|--)$/, valued: /^(?:-[CgpTu]|--(?:user|group))$/ }],
  ['env', { alone: /^(?:-i?|--ignore-environment|--)$/, valued: /^(?:-u|--unset)$/ }],
  ['nice', { alone: /^-\d+$/, valued: /^-n$/ }],
  ['exec', PLAIN_WRAPPER],
  ['command', PLAIN_WRAPPER],
  ['nohup', PLAIN_WRAPPER],
  ['time', PLAIN_WRAPPER],
  ['conda', CONDA_RUN],
  ['mamba', CONDA_RUN],
  ['micromamba', CONDA_RUN],
])

/** How deep a script may lie in the words of another; people write one. */
const MAX_DEPTH = 3

/** All program calls of a step, in order; what `bash -c '…'` runs comes after it. */
export function callsOf(step: RunStep): ProgramCall[] {
  return step.commands.flatMap((command) => readCalls(step, command, 0))
}

function readCalls(step: RunStep, command: ShellCommand, depth: number): ProgramCall[] {
  const { words } = command
  const index = findProgram(words)
  const word = index === undefined ? undefined : words[index]
  if (index === undefined || word === undefined || word.dynamic) return []
  const call = { step, command, program: baseName(word.text), args: words.slice(index + 1) }
  const inner = depth < MAX_DEPTH ? innerCommands(call) : []
  return inner.length === 0 ? [call] : [call, ...inner.flatMap((command) => readCalls(step, command, depth + 1))]
}

/** Index of the word that names the program, past assignments and wrappers. */
function findProgram(words: readonly ShellWord[]): number | undefined {
  let index = skipAssignments(words, 0)
  for (;;) {
    const wrapper = WRAPPERS.get(baseName(words[index]?.text ?? ''))
    if (!wrapper) return index
    if (wrapper.subcommand !== undefined && words[index + 1]?.text !== wrapper.subcommand) return index
    const next = skipOptions(words, index + (wrapper.subcommand === undefined ? 1 : 2), wrapper)
    if (next === undefined) return undefined
    index = skipAssignments(words, next)
  }
}

function skipAssignments(words: readonly ShellWord[], from: number): number {
  let index = from
  while (/^[A-Za-z_][A-Za-z0-9_]*=/.test(words[index]?.text ?? '')) index++
  return index
}

function skipOptions(words: readonly ShellWord[], from: number, { alone, valued }: Wrapper): number | undefined {
  let index = from
  for (let text = words[index]?.text; text?.startsWith('-'); text = words[index]?.text) {
    if (alone.test(text)) index++
    else if (valued.test(text)) index += 2
    else return undefined
  }
  return index
}

/** Commands of the script a shell is given by `-c`. Their words stand where the script does, and cannot be changed one by one. */
function innerCommands({ program, args }: ProgramCall): ShellCommand[] {
  const option = SHELLS.has(program) ? args.findIndex(({ text }) => /^-[a-zA-Z]*c$/.test(text)) : -1
  const onlyOptions = args
    .slice(0, Math.max(0, option))
    .every(({ text }, index) => /^[-+]/.test(text) || /^[-+]\w*[oO]$/.test(args[index - 1]?.text ?? ''))
  const script = option < 0 || !onlyOptions ? undefined : args[option + 1]
  if (script === undefined) return []
  const at = { start: script.start, end: script.start }
  return (parseShellCommands(script.text) ?? []).map((inner) => ({ ...inner, words: inner.words.map((word) => ({ ...word, ...at })) }))
}

/** Words that are no options and no values of options, and the options. */
export function splitArguments(args: readonly ShellWord[], valued: ReadonlySet<string>): { plain: ShellWord[]; options: string[] } {
  const plain: ShellWord[] = []
  const options: string[] = []
  for (let index = 0; index < args.length; index++) {
    const word = args[index]
    if (word === undefined) continue
    if (!word.text.startsWith('-') || word.text === '-') plain.push(word)
    else {
      options.push(word.text)
      if (valued.has(word.text)) options.push(args[++index]?.text ?? '')
    }
  }
  return { plain, options }
}
