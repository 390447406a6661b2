import { withMountFrom } from '../dockerfile/mount.js'
import type { Dockerfile } from '../dockerfile/parse-dockerfile.js'
import { readInstructions, type SourceInstruction, type SourceSpan } from '../dockerfile/source-instruction.js'
import { BLANKS, locateCommand, type WordSpan } from '../dockerfile/split-command.js'
import { frontendOf, SYNTAX_ARGUMENT } from '../dockerfile/syntax-line.js'
import type { BuildVariables } from '../dockerfile/reads.js'
import { type BaseSource, type PlacedAlias, planBaseAliases } from './base-aliases.js'

/** What the engine gets in place of the author's Dockerfile. */
export interface SealedDockerfile {
  /** The author's text, line for line, with aliases in place of bases. */
  readonly text: string
  /** The image behind each alias: `docker-image://…`. */
  readonly contexts: Readonly<Record<string, string>>
  readonly buildArgs: Readonly<Record<string, string>>
  /** Each alias with what it stands for, those that begin like another first, to translate what the engine says into the author's names. */
  readonly aliases: readonly (readonly [alias: string, written: string])[]
}

/** A span of a line, and what comes there. */
interface Replacement extends SourceSpan {
  readonly text: string
}

/**
 * Puts an alias in the place of every base that a build takes from elsewhere: its locked digest, its mirror, its module's image. A frontend
 * is named outright, since BuildKit asks for it before it knows of any alias.
 *
 * @param text the Dockerfile's, from which `dockerfile` was read
 * @throws ModuleImagesError `bad-dockerfile` for a FROM that names several images, which no alias tells apart
 */
export function sealDockerfile(text: string, dockerfile: Dockerfile, variables: BuildVariables, sourceOf: BaseSource): SealedDockerfile {
  const { placed, contexts, aliases } = planBaseAliases(dockerfile, variables, sourceOf)
  const frontend = sealFrontend(dockerfile, variables, sourceOf)
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const syntax = frontend.line === undefined ? [] : replaceInLine(lines, frontend.line)
  return {
    text: replaceSpans(lines, [...syntax, ...replacePlaces(text, dockerfile.file, placed)]),
    contexts,
    aliases,
    buildArgs: { ...variables.buildArgs, ...frontend.buildArgs },
  }
}

interface SealedFrontend {
  readonly line?: { readonly line: number; readonly written: string; readonly source: string }
  readonly buildArgs?: Readonly<Record<string, string>>
}

/** The build argument wins over the line of the file, which is then left as it is. */
function sealFrontend({ syntax }: Dockerfile, { buildArgs }: BuildVariables, sourceOf: BaseSource): SealedFrontend {
  const given = Object.hasOwn(buildArgs, SYNTAX_ARGUMENT) ? buildArgs[SYNTAX_ARGUMENT] : undefined
  const written = given === undefined ? syntax?.reference : frontendOf(given)
  const source = written ? sourceOf(written) : undefined
  if (written === undefined || source === undefined) return {}
  if (given !== undefined) return { buildArgs: { [SYNTAX_ARGUMENT]: source + given.slice(written.length) } }
  return { line: { line: syntax?.line ?? 1, written, source } }
}

function replaceInLine(lines: readonly string[], { line, written, source }: NonNullable<SealedFrontend['line']>): Replacement[] {
  const physical = lines[line - 1] ?? ''
  const at = physical.indexOf(written, physical.indexOf('=') + 1)
  return at < 0 ? [] : [{ line, column: at + 1, length: written.length, text: source }]
}

function replacePlaces(text: string, file: string, placed: readonly PlacedAlias[]): Replacement[] {
  if (placed.length === 0) return []
  const byLine = new Map(readInstructions(text, file).map((instruction) => [instruction.line, instruction]))
  return placed.flatMap((alias) => {
    const instruction = byLine.get(alias.place.line)
    return instruction ? replaceWord(instruction, alias) : []
  })
}

function replaceWord({ whole, flags }: SourceInstruction, { place, word }: PlacedAlias): Replacement[] {
  const located = locateCommand(whole.text)
  const replace = ({ start, end }: WordSpan, text: string) => spread(whole.spansOf(start, end), text)
  if (place.via === 'from') {
    const [written = ''] = whole.text.slice(located.rest).split(BLANKS, 1)
    return replace({ start: located.rest, end: located.rest + written.length }, word)
  }
  const name = place.via === 'mount-from' ? '--mount=' : '--from='
  const index = flags.flatMap((flag, at) => (flag.startsWith(name) ? [at] : []))[place.flag]
  const span = index === undefined ? undefined : located.flags[index]
  if (index === undefined || span === undefined) return []
  // Flags are read as one character a byte; what is written must be the author's text again.
  const value = Buffer.from(flags[index]?.slice(name.length) ?? '', 'latin1').toString('utf8')
  return replace(span, place.via === 'mount-from' ? `${name}${quoteFlag(withMountFrom(value, word))}` : `${name}${word}`)
}

/** As BuildKit reads flags, byte by byte: a part of a letter outside ASCII may be a space to it, and a backslash takes the next character as it is. */
function quoteFlag(value: string): string {
  return /[^\x21-\x7e]|["'\\]/.test(value) ? `"${value.replace(/[\\"]/g, String.raw`\$&`)}"` : value
}

/** What stands on several lines goes onto the last of them: one before it is continued, and must not be the end. */
function spread(spans: readonly SourceSpan[], text: string): Replacement[] {
  return spans.map((span, index) => ({ ...span, text: index === spans.length - 1 ? text : '' }))
}

function replaceSpans(lines: readonly string[], replacements: readonly Replacement[]): string {
  const replaced = [...lines]
  for (const { line, column, length, text } of [...replacements].sort((a, b) => b.line - a.line || b.column - a.column)) {
    const physical = replaced[line - 1] ?? ''
    replaced[line - 1] = physical.slice(0, column - 1) + text + physical.slice(column - 1 + length)
  }
  return replaced.join('\n')
}
