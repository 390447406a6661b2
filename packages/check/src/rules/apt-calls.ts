import type { BuildCheckFacts } from '../check-facts.js'
import { type ProgramCall, splitArguments } from '../shell/program.js'
import type { ShellWord } from '../shell/shell-commands.js'

/** Options of apt-get that take the next word. */
const VALUED = new Set([
  '-o',
  '--option',
  '-t',
  '--target-release',
  '--default-release',
  '-c',
  '--config-file',
  '-a',
  '--host-architecture',
])

/** One call of apt or apt-get. */
export interface AptCall extends ProgramCall {
  /** `install`, `update` and so on, as it stands there. */
  readonly subcommand: ShellWord
  /** What follows it, options left out. */
  readonly operands: readonly ShellWord[]
  readonly options: readonly string[]
}

/** Calls in stages that are in the image, whose words are all known. */
export function aptCalls({ calls, shipped }: BuildCheckFacts): AptCall[] {
  return calls.filter(({ step }) => shipped.has(step.instruction.stage)).flatMap((call) => readAptCall(call) ?? [])
}

/** A call of another program is none, nor one whose subcommand only the shell knows. */
export function readAptCall(call: ProgramCall): AptCall | undefined {
  if (call.program !== 'apt-get' && call.program !== 'apt') return undefined
  const { plain, options } = splitArguments(call.args, VALUED)
  const [subcommand, ...operands] = plain
  return subcommand === undefined || subcommand.dynamic ? undefined : { ...call, subcommand, operands, options }
}
