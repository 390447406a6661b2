import { BadInstructionError } from './bad-instruction.js'

/** What a flag takes: nothing or a boolean, one value, or a value each time it is given. */
export type FlagKind = 'boolean' | 'value' | 'values'
export type FlagSpecs = Readonly<Record<string, FlagKind>>

/** Values by flag, in order; a boolean's is `true` or `false`. */
export type Flags = ReadonlyMap<string, readonly string[]>

/**
 * Checks flags against what an instruction takes.
 *
 * @throws BadInstructionError for an unknown, repeated or valueless flag
 */
export function parseFlags(flags: readonly string[], specs: FlagSpecs): Flags {
  const found = new Map<string, string[]>()
  for (const flag of flags) {
    const equals = flag.indexOf('=')
    const name = flag.slice(2, equals < 0 ? undefined : equals)
    const kind = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (kind === undefined) throw new BadInstructionError(`does not take the flag --${name}`)
    const values = found.get(name) ?? []
    if (values.length > 0 && kind !== 'values') throw new BadInstructionError(`has the flag --${name} twice`)
    values.push(kind === 'boolean' ? booleanValue(name, flag, equals) : plainValue(name, flag, equals))
    found.set(name, values)
  }
  return found
}

function booleanValue(name: string, flag: string, equals: number): string {
  const value = equals < 0 ? 'true' : flag.slice(equals + 1).toLowerCase()
  if (value !== 'true' && value !== 'false') throw new BadInstructionError(`takes only --${name}, --${name}=true or --${name}=false`)
  return value
}

function plainValue(name: string, flag: string, equals: number): string {
  if (equals < 0) throw new BadInstructionError(`needs a value for --${name}`)
  return flag.slice(equals + 1)
}
