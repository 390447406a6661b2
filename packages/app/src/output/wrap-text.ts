import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** What follows this is a program's own line. */
const OUTPUT = '  | '
const INDENT = '    '

/** Breaks lines that are wider than a terminal between words, what follows indented; what programs have printed stays as it is. */
export function wrapText(text: string, width: number | undefined): string {
  if (width === undefined) return text
  return text
    .split('\n')
    .map((line) => {
      if (stringWidth(line) <= width || line.includes(OUTPUT)) return line
      return wrapAnsi(line, Math.max(20, width - INDENT.length), { trim: false }).replace(/ *\n */g, `\n${INDENT}`)
    })
    .join('\n')
}
