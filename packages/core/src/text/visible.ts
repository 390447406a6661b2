/** Controls, and what formats, hides or reorders other characters (https://trojansource.codes), but for the joiners that scripts and emoji need. */
export const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const BEYOND_PLAIN_TEXT = /[^\t\n\x20-\x7e]/
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu')
const EACH_BUT_TAB_AND_LINE_END = new RegExp(String.raw`(?![\t\n])${UNPRINTABLE.source}`, 'gu')

/** A text from outside as part of one line: what cannot be seen is written as in JSON, `\n` and `\u001b`. */
export function visibleLine(text: string): string {
  return text.replace(EACH_UNPRINTABLE, renderEscape)
}

/**
 * A text of many lines, ready to be written to a terminal or a log: what cannot be seen is written as in JSON, and no line is one that
 * GitHub Actions would take for a command, whoever began it. Nothing changes when it is done twice.
 */
export function visibleText(text: string): string {
  return withoutCommands(escapeText(text))
}

/** Most text is plain ASCII, which is told much faster than what each character is. */
function escapeText(text: string): string {
  return BEYOND_PLAIN_TEXT.test(text) ? text.replace(EACH_BUT_TAB_AND_LINE_END, renderEscape) : text
}

/**
 * What GitHub's log would take for a workflow command (`::` at the start of a line, `##[` anywhere) is written `: :` and `## [`.
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function withoutCommands(text: string): string {
  const colons = text.includes('::') ? text.replace(/^([^\S\n]*):(?=:)/gm, '$1: ') : text
  return colons.replaceAll('##[', '## [')
}

/** JSON that can be printed as it is: equal to the value, without characters that cannot be seen and without what is a command in a log. */
export function renderJson(value: unknown, indent?: number): string {
  return escapeText(JSON.stringify(value, null, indent)).replaceAll('##[', String.raw`#\u0023[`)
}

const SHORT: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` }

function renderEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i).toString(16).padStart(4, '0'))
  return SHORT[character] ?? units.map((unit) => `\\u${unit}`).join('')
}
