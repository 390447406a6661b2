import { badDockerfile } from './bad-dockerfile.js'
import { BadInstructionError } from './bad-instruction.js'
import { BadWordError } from './bad-word.js'
import { findHeredocs } from './heredoc.js'
import type { Assignment, Instruction, Stage } from './instruction.js'
import { mayHaveHeredocs, parseInstruction, type StageHead } from './parse-instruction.js'
import { conflictMarker, SourceLines, type LogicalLine } from './source-lines.js'
import { splitCommand, type Command } from './split-command.js'
import { findSyntaxLine, type SyntaxLine } from './syntax-line.js'

/** A Dockerfile as text says it: no variable is put in yet. */
export interface Dockerfile {
  /** How the file is called in errors. */
  readonly file: string
  /** In order, at least one. */
  readonly stages: readonly Stage[]
  /** ARGs before the first FROM, in order. */
  readonly globalArgs: readonly (Assignment & { readonly line: number })[]
  /** `\`, or what `# escape=` says. */
  readonly escape: string
  /** The frontend `# syntax=` asks for. */
  readonly syntax?: SyntaxLine | undefined
  /** Values of parser directives by name, in order. */
  readonly directives: ReadonlyMap<string, string>
  /** Each instruction with its lines joined, followed by the lines of its here-documents, if any, byte for byte. */
  readonly text: readonly (string | readonly string[])[]
}

/**
 * Reads a Dockerfile as BuildKit's frontend does, in time linear in its length.
 *
 * The grammar is not dockerfile-ast's, a language server's: that one drops backslashes and quotes from words
 * (`COPY a\ b /`), does not know `3<<EOF`, `<<"E F"` or an unclosed here-document, ends one at an indented word, cannot read
 * JSON strings with flags before them, and tells no error from a comment. Each of these changes what a build reads.
 * Rules: https://docs.docker.com/reference/dockerfile/
 *
 * @param file how the file is called in errors
 * @throws ModuleImagesError `bad-dockerfile`, with the line, for anything BuildKit would refuse to read
 */
export function parseDockerfile(text: string, file: string): Dockerfile {
  refuseUnreadable(text, file)
  const lines = new SourceLines(text, file)
  const stages: (StageHead & { instructions: Instruction[] })[] = []
  const globalArgs: (Assignment & { line: number })[] = []
  const read: (string | readonly string[])[] = []
  for (let line = lines.readLogical(); line !== undefined; line = lines.readLogical()) {
    const start = lines.position
    const instruction = readInstruction(line, lines, file)
    read.push(line.text)
    if (lines.position > start) read.push(lines.linesBetween(start, lines.position))
    const stage = stages.at(-1)
    if (instruction.kind === 'from') stages.push({ ...instruction, instructions: [] })
    else if (stage) stage.instructions.push(instruction)
    else if (instruction.kind === 'arg')
      for (const assignment of instruction.assignments) globalArgs.push({ ...assignment, line: line.line })
    else throw badDockerfile('Only ARG may stand before the first FROM.', { file, line: line.line }, 'Move this line below it.')
  }
  if (stages.length === 0) {
    throw badDockerfile(
      read.length === 0 ? 'The Dockerfile is empty.' : 'The Dockerfile has no FROM.',
      { file, line: 1 },
      'Begin with FROM and an image.',
    )
  }
  return { file, stages, globalArgs, escape: lines.escape, syntax: findSyntaxLine(text), directives: lines.directives, text: read }
}

/** What bytes that are no UTF-8 become: the text would not be the file, and two files could be one text. */
const REPLACEMENT = '\ufffd'

function refuseUnreadable(text: string, file: string): void {
  const at = text.indexOf(REPLACEMENT)
  if (at < 0) return
  throw badDockerfile('This line is not UTF-8.', { file, line: text.slice(0, at).split('\n').length }, 'Save the file as UTF-8.')
}

function readInstruction({ text, line }: LogicalLine, lines: SourceLines, file: string): Instruction | StageHead {
  const command = splitCommand(text)
  if (/^(?:<{7}|={7}|>{7})$/.test(command.keyword)) throw conflictMarker(file, line)
  try {
    const instruction = parseInstruction(command, line, lines.escape)
    for (const heredoc of heredocsOf(command, text)) {
      if (lines.readBody(heredoc) === undefined) throw new BadInstructionError(`has a here-document that no line '${heredoc.name}' ends`)
    }
    return instruction
  } catch (error) {
    if (!(error instanceof BadInstructionError || error instanceof BadWordError)) throw error
    const keyword = command.keyword.length > 40 ? `${command.keyword.slice(0, 40)}…` : command.keyword
    throw badDockerfile(error instanceof BadWordError ? `${keyword} cannot be read: ${error.message}.` : `${keyword} ${error.message}.`, {
      file,
      line,
    })
  }
}

function heredocsOf(command: Command, text: string) {
  return text.includes('<<') && mayHaveHeredocs(command) ? findHeredocs(text) : []
}
