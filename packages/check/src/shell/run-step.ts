import { parseJsonForm, type SourceInstruction, type SourceText } from '@module-images/core'
import { parseShellCommands, type ShellCommand, type ShellWord } from './shell-commands.js'

/** What one RUN runs. */
export interface RunStep {
  readonly instruction: SourceInstruction
  readonly commands: readonly ShellCommand[]
  /** Where the script of the commands stands: offsets of their words count in it. */
  readonly script: SourceText
  /** The whole script is one list of commands joined by `&&`, so that one more can be added. */
  readonly isList: boolean
}

/** Programs that run a script of a shell. */
export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'busybox'])

/** The scripts of all RUN instructions whose shell is one that can be read; others are left out. */
export function readRunSteps(instructions: readonly SourceInstruction[]): RunStep[] {
  const foreign = new Set<number>()
  return instructions.flatMap((instruction) => {
    const { keyword, stage, rest } = instruction
    if (keyword === 'SHELL' && !namesShell(rest.text)) foreign.add(stage)
    else if (keyword === 'SHELL') foreign.delete(stage)
    return keyword !== 'RUN' || foreign.has(stage) ? [] : stepsOf(instruction)
  })
}

function namesShell(json: string): boolean {
  return (parseJsonForm(json) ?? []).some((word) => SHELLS.has(baseName(word)))
}

function stepsOf(instruction: SourceInstruction): RunStep[] {
  const { rest, heredocs } = instruction
  const json = rest.text.startsWith('[') ? jsonWords(rest.text) : undefined
  if (json) return [{ instruction, commands: [{ words: json, before: '', after: '' }], script: rest, isList: false }]
  const commands = parseShellCommands(rest.text)
  if (commands === undefined) return []
  const isList = heredocs.length === 0 && commands.every(({ before, after }) => joins(before) && joins(after)) && !/[{}()#]/.test(rest.text)
  const own: RunStep = { instruction, commands, script: rest, isList }
  const runsBodies =
    heredocs.length > 0 && (commands.length === 0 || commands.every(({ words }) => SHELLS.has(baseName(words[0]?.text ?? ''))))
  return [own, ...(runsBodies ? heredocs.flatMap((body) => bodyStep(instruction, body)) : [])]
}

function joins(separator: string): boolean {
  return separator === '' || separator === '&&'
}

/** A here-document inside the body would be text, not commands. */
function bodyStep(instruction: SourceInstruction, body: SourceText): RunStep[] {
  const commands =
    body.text.includes('<<') || (body.text.startsWith('#!') && !/^#!.*\b(?:ba|da|a|z|k)?sh\b/.test(body.text))
      ? undefined
      : parseShellCommands(body.text)
  return commands ? [{ instruction, commands, script: body, isList: false }] : []
}

function jsonWords(text: string): ShellWord[] | undefined {
  return parseJsonForm(text)?.map((word) => ({ text: word, dynamic: false, start: 0, end: 0 }))
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
