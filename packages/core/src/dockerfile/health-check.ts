import { BadInstructionError } from './bad-instruction.js'
import { type FlagSpecs, type Flags, parseFlags } from './flags.js'
import { parseJsonForm } from './json-form.js'
import { type Command, splitCommand } from './split-command.js'

const FLAGS: FlagSpecs = { interval: 'value', timeout: 'value', 'start-period': 'value', 'start-interval': 'value', retries: 'value' }

/** Milliseconds of a unit of Go's durations. */
const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 }
/** Longer than any time a person writes; digits without end would be tried at each of them. */
const LONGEST = 100
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g

/**
 * Holds a HEALTHCHECK to what BuildKit takes. It looks at the flags of a CMD alone.
 * Rules: https://docs.docker.com/reference/dockerfile/#healthcheck, and https://pkg.go.dev/time#ParseDuration
 *
 * @throws BadInstructionError
 */
export function refuseBadHealthcheck({ rest, flags }: Command): void {
  if (rest === '') throw new BadInstructionError('requires an argument')
  const { keyword: written, rest: command } = splitCommand(rest)
  const type = written.toUpperCase()
  if (type === 'NONE' && command !== '') throw new BadInstructionError('NONE takes no arguments')
  if (type === 'NONE') return
  const found = parseFlags(flags, FLAGS)
  if (type !== 'CMD') throw new BadInstructionError(`takes CMD or NONE, not ${written}`)
  const args = afterWord(rest)
  if (args === '' || parseJsonForm(args)?.length === 0) throw new BadInstructionError('CMD requires a command')
  refuseBadValues(found)
}

/** `splitCommand` would take flags of the command for flags of the instruction. */
function afterWord(text: string): string {
  return text.replace(/^\S+\s*/, '')
}

function refuseBadValues(flags: Flags): void {
  for (const [name, [value = '']] of flags) {
    if (value === '') continue
    if (name !== 'retries') refuseBadDuration(name, value)
    else if (!/^[+-]?\d+$/.test(value) || Number(value) < 0 || Number(value) > 0x7fffffff) {
      throw new BadInstructionError(`needs a whole number for --retries, not ${value}`)
    }
  }
}

function refuseBadDuration(name: string, text: string): void {
  const unsigned = text.replace(/^[+-]/, '')
  if (unsigned === '0') return
  if (unsigned === '' || unsigned.length > LONGEST || unsigned.replace(PART, '') !== '')
    throw new BadInstructionError(`needs a time with its unit for --${name}, such as 30s, not ${text}`)
  const length = [...unsigned.matchAll(PART)].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0)
  if (length !== 0 && (text.startsWith('-') || length < 1)) throw new BadInstructionError(`needs at least 1ms for --${name}, not ${text}`)
}
