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

/** One call of apt or apt-get in a stage that is in the image. */
export interface AptCall extends ProgramCall {
  /** `install`, `update` and so on, as it stands there. */
  readonly subcommand: ShellWord
  /** What follows it, options left out. */
  readonly operands: readonly ShellWord[]
  readonly options: readonly string[]
}

/** Calls whose words are all known. */
export function aptCalls({ calls, shipped }: BuildCheckFacts): AptCall[] {
  return calls.flatMap((call) => {
    if ((call.program !== 'apt-get' && call.program !== 'apt') || !shipped.has(call.step.instruction.stage)) return []
    const { plain, options } = splitArguments(call.args, VALUED)
    const [subcommand, ...operands] = plain
    return subcommand === undefined || subcommand.dynamic ? [] : [{ ...call, subcommand, operands, options }]
  })
}
