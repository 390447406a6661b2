import { parseArguments, parseAssignments } from './assignments.js'
import { BadInstructionError } from './bad-instruction.js'
import { parseFlags, type Flags, type FlagSpecs } from './flags.js'
import { refuseBadHealthcheck } from './health-check.js'
import { isHeredoc } from './heredoc.js'
import type { SettingKeyword } from './image-setting.js'
import type { CopyInstruction, Instruction } from './instruction.js'
import { parseJsonForm } from './json-form.js'
import { parseMount } from './mount.js'
import { BLANKS, type Command, splitCommand } from './split-command.js'

/** A FROM is no instruction of a stage but its beginning. */
export interface StageHead {
  readonly kind: 'from'
  readonly from: string
  readonly name: string
  readonly platform?: string | undefined
  readonly line: number
}

interface Context {
  readonly command: Command
  readonly line: number
  readonly escape: string
}

type Parser = (context: Context) => Instruction | StageHead

/** Flags of 1.x and of the labs channel alike: whether a frontend takes them is its own part. */
const COPY_FLAGS: FlagSpecs = { from: 'value', chown: 'value', chmod: 'value', link: 'boolean', parents: 'boolean', exclude: 'values' }
const ADD_FLAGS: FlagSpecs = {
  chown: 'value',
  chmod: 'value',
  link: 'boolean',
  'keep-git-dir': 'boolean',
  checksum: 'value',
  unpack: 'boolean',
  exclude: 'values',
}
const RUN_FLAGS: FlagSpecs = { mount: 'values', network: 'value', security: 'value', device: 'values' }

const NETWORKS = new Set(['default', 'none', 'host'])
const JSON_FORMS = new Set(['CMD', 'ENTRYPOINT'])

/** Every instruction of https://docs.docker.com/reference/dockerfile/, in lower case. */
const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['add', (context) => parseCopy('add', context, ADD_FLAGS)],
  ['arg', ({ command, line, escape }) => ({ kind: 'arg', line, assignments: parseArguments(command.rest, escape) })],
  ['cmd', other({})],
  ['copy', (context) => parseCopy('copy', context, COPY_FLAGS)],
  ['entrypoint', other({})],
  ['env', parseEnv],
  ['expose', ({ command, line }) => setting('EXPOSE', line, parseWords(command))],
  ['from', parseFrom],
  ['healthcheck', parseHealthcheck],
  ['label', parseLabel],
  ['maintainer', other({}, 'some')],
  ['onbuild', parseOnbuild],
  ['run', parseRun],
  ['shell', parseShell],
  ['stopsignal', parseStopSignal],
  ['user', other({}, 'some')],
  ['volume', parseVolume],
  ['workdir', other({}, 'some')],
])

/**
 * Reads one instruction.
 *
 * @param line where it begins, from 1
 * @throws BadInstructionError for what BuildKit refuses
 */
export function parseInstruction(command: Command, line: number, escape: string): Instruction | StageHead {
  const parse = PARSERS.get(command.keyword.toLowerCase())
  if (parse === undefined) throw new BadInstructionError('is not an instruction')
  return parse({ command, line, escape })
}

/** Whether bodies of here-documents may follow an instruction: not in JSON form. ONBUILD takes them for its trigger. */
export function mayHaveHeredocs(command: Command): boolean {
  const { keyword, rest } = command.keyword.toLowerCase() === 'onbuild' ? splitCommand(command.rest) : command
  return ['add', 'copy', 'run'].includes(keyword.toLowerCase()) && parseJsonForm(rest) === undefined
}

function other(flags: FlagSpecs, args: 'any' | 'some' = 'any'): Parser {
  return ({ command, line }) => {
    if (args === 'some' && command.rest === '') throw new BadInstructionError('requires an argument')
    parseFlags(command.flags, flags)
    const keyword = command.keyword.toUpperCase()
    if (JSON_FORMS.has(keyword)) parseJsonForm(command.rest)
    return { kind: 'other', line, keyword }
  }
}

function setting(keyword: SettingKeyword, line: number, words: readonly string[]): Instruction {
  return { kind: 'setting', line, keyword, words }
}

function parseWords({ rest, flags }: Command): string[] {
  if (rest === '') throw new BadInstructionError('requires an argument')
  parseFlags(flags, {})
  return splitBlanks(rest)
}

/** All of the line is one word, flags that BuildKit does not look at aside. */
function parseStopSignal({ command, line }: Context): Instruction {
  if (command.rest === '') throw new BadInstructionError('requires an argument')
  return setting('STOPSIGNAL', line, [command.rest])
}

function parseVolume({ command, line }: Context): Instruction {
  const words = (parseJsonForm(command.rest) ?? parseWords(command)).map((word) => word.trim())
  parseFlags(command.flags, {})
  if (words.length === 0) throw new BadInstructionError('requires an argument')
  if (words.includes('')) throw new BadInstructionError('names a volume that is empty')
  return setting('VOLUME', line, words)
}

function parseHealthcheck({ command, line }: Context): Instruction {
  refuseBadHealthcheck(command)
  return { kind: 'other', line, keyword: 'HEALTHCHECK' }
}

function parseCopy(kind: 'copy' | 'add', { command, line }: Context, specs: FlagSpecs): CopyInstruction {
  const args = parseJsonForm(command.rest) ?? splitBlanks(command.rest)
  const destination = args.at(-1)
  if (args.length < 2 || destination === undefined) throw new BadInstructionError('requires a source and a destination')
  const flags = parseFlags(command.flags, specs)
  if (isHeredoc(destination)) throw new BadInstructionError('cannot have a here-document for its destination')
  const sources = args.slice(0, -1).filter((source) => !isHeredoc(source))
  const from = one(flags, 'from') ?? ''
  const options = flags.get('chown') ?? []
  const checksum = one(flags, 'checksum') ?? ''
  const parents = one(flags, 'parents') === 'true'
  return { kind, line, sources, destination, from, parents, excludes: flags.get('exclude') ?? [], options, checksum }
}

function parseEnv({ command, line, escape }: Context): Instruction {
  parseFlags(command.flags, {})
  return { kind: 'env', line, assignments: parseAssignments(command.rest, escape) }
}

function parseLabel({ command, line, escape }: Context): Instruction {
  parseFlags(command.flags, {})
  return { kind: 'label', line, assignments: parseAssignments(command.rest, escape) }
}

function parseFrom({ command, line }: Context): StageHead {
  const args = command.rest === '' ? [] : splitBlanks(command.rest)
  const [from, as, written] = args
  const named = args.length === 3 && as?.toLowerCase() === 'as'
  if (from === undefined || !(args.length === 1 || named)) throw new BadInstructionError('takes an image, or an image AS a name')
  const name = named ? (written ?? '').toLowerCase() : ''
  if (named && !/^[a-z][a-z0-9_.-]*$/.test(name)) {
    throw new BadInstructionError(`cannot name a stage '${written}': a name begins with a letter and holds letters, digits, - _ and .`)
  }
  return { kind: 'from', from, name, platform: one(parseFlags(command.flags, { platform: 'value' }), 'platform'), line }
}

function parseOnbuild({ command, line }: Context): Instruction {
  parseFlags(command.flags, {})
  const trigger = command.rest
  const keyword = (BLANKS.test(trigger) ? trigger.split(BLANKS, 1)[0] : trigger)?.toUpperCase() ?? ''
  if (keyword === '') throw new BadInstructionError('requires an instruction')
  if (keyword === 'ONBUILD' || keyword === 'FROM' || keyword === 'MAINTAINER') throw new BadInstructionError(`cannot trigger ${keyword}`)
  return { kind: 'onbuild', line, trigger }
}

function parseRun({ command, line }: Context): Instruction {
  if (parseJsonForm(command.rest)?.length === 0) throw new BadInstructionError('requires a command')
  const flags = parseFlags(command.flags, RUN_FLAGS)
  const network = one(flags, 'network') ?? 'default'
  if (!NETWORKS.has(network)) throw new BadInstructionError(`takes only --network=default, none or host, not ${network}`)
  const mounts = flags.get('mount') ?? []
  // Read now to be refused now; read again with the variables of its place.
  for (const mount of mounts) parseMount(mount, undefined)
  return { kind: 'run', line, mounts }
}

function parseShell({ command, line }: Context): Instruction {
  parseFlags(command.flags, {})
  if (!parseJsonForm(command.rest)?.length) throw new BadInstructionError('takes a JSON array of strings')
  return { kind: 'other', line, keyword: 'SHELL' }
}

function one(flags: Flags, name: string): string | undefined {
  return flags.get(name)?.[0]
}

function splitBlanks(text: string): string[] {
  return text === '' ? [] : text.split(BLANKS)
}
