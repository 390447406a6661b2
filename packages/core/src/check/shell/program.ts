import type { BuildCheckFacts } from '../check-facts.js'
import type { FindingPlace } from '../check-rule.js'
import { baseName, type RunStep } from './run-step.js'
import type { ShellCommand, ShellWord } from './shell-commands.js'

/** A program that a RUN starts. */
export interface ProgramCall {
  readonly step: RunStep
  readonly command: ShellCommand
  /** Without path. */
  readonly program: string
  readonly args: readonly ShellWord[]
}

/** Programs that start the one their words name. */
const WRAPPERS = new Set(['sudo', 'exec', 'command', 'env', 'nice', 'nohup', 'time'])

/** All program calls of the stages that count, in order. */
export function callsOf(steps: readonly RunStep[]): ProgramCall[] {
  return steps.flatMap((step) => step.commands.flatMap((command) => readCall(step, command)))
}

/** Calls in the stages whose layers are in the image. */
export function shippedCalls({ runs, shipped }: BuildCheckFacts): ProgramCall[] {
  return callsOf(runs.filter(({ instruction }) => shipped.has(instruction.stage)))
}

function readCall(step: RunStep, command: ShellCommand): ProgramCall[] {
  let index = 0
  for (let word = command.words[0]; word !== undefined; word = command.words[++index]) {
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(word.text)) continue
    if (!WRAPPERS.has(baseName(word.text))) break
    // What options of a wrapper take cannot be told from the program.
    if (command.words[index + 1]?.text.startsWith('-')) return []
  }
  const word = command.words[index]
  if (word === undefined || word.dynamic) return []
  return [{ step, command, program: baseName(word.text), args: command.words.slice(index + 1) }]
}

/** Where a word of a step stands. */
export function placeOfWord(build: Pick<BuildCheckFacts, 'file'>, step: RunStep, word: ShellWord | undefined): FindingPlace {
  return { file: build.file, ...step.script.placeOf(word?.start ?? 0) }
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
