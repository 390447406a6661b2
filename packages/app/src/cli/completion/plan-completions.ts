import type { Command, Option } from 'commander'

/** A word that may stand where the cursor is. */
export interface Completion {
  readonly word: string
  readonly description: string
}

/** What the words before the cursor ask for; nothing where files are as good a guess as any. */
export type Completions =
  { readonly kind: 'words'; readonly words: readonly Completion[] } | { readonly kind: 'modules' } | { readonly kind: 'none' }

/**
 * What may stand where the cursor is, from what the commands declare.
 *
 * @param words those after `module-images`; the last one is being typed, and may be empty
 */
export function planCompletions(program: Command, words: readonly string[]): Completions {
  const typed = words.at(-1) ?? ''
  // bash parts --format=json into three words.
  const before = words.slice(0, -1).filter((word) => word !== '=')
  const [name, ...rest] = before
  if (name === undefined) return { kind: 'words', words: commandsOf(program) }
  if (name === 'help') return rest.length === 0 ? { kind: 'words', words: commandsOf(program) } : NONE
  const command = program.commands.find((one) => one.name() === name)
  if (command === undefined || rest.includes('--')) return NONE
  const [, assigned] = /^(--[a-z-]+)=/.exec(typed) ?? []
  const option = optionBefore(command, assigned ?? rest.at(-1))
  if (option !== undefined) return valuesOf(option, assigned === undefined ? '' : `${assigned}=`)
  if (typed.startsWith('-')) return { kind: 'words', words: optionsOf(command) }
  return argumentsOf(command, operandsOf(command, rest).length)
}

const NONE: Completions = { kind: 'none' }

function commandsOf(program: Command): Completion[] {
  const help = program.createHelp()
  return help.visibleCommands(program).map((command) => ({ word: command.name(), description: help.subcommandDescription(command) }))
}

function optionsOf(command: Command): Completion[] {
  const visible = command.createHelp().visibleOptions(command)
  return visible.map(({ long, short, description }) => ({ word: long ?? short ?? '', description }))
}

/** The option whose value comes next. */
function optionBefore(command: Command, word: string | undefined): Option | undefined {
  return command.options.find((option) => (option.long === word || option.short === word) && !option.isBoolean() && word !== undefined)
}

function valuesOf({ argChoices }: Option, prefix: string): Completions {
  return argChoices === undefined
    ? NONE
    : { kind: 'words', words: argChoices.map((word) => ({ word: `${prefix}${word}`, description: '' })) }
}

/** Words that are neither options nor their values. */
function operandsOf(command: Command, words: readonly string[]): string[] {
  return words.filter((word, i) => !word.startsWith('-') && optionBefore(command, words[i - 1]) === undefined)
}

function argumentsOf({ registeredArguments }: Command, given: number): Completions {
  const last = registeredArguments.at(-1)
  const argument = registeredArguments[given] ?? (last?.variadic ? last : undefined)
  if (argument?.argChoices !== undefined) return { kind: 'words', words: argument.argChoices.map((word) => ({ word, description: '' })) }
  return argument?.name().startsWith('module') ? { kind: 'modules' } : NONE
}
