import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** What follows this is a program's own line. */
const OUTPUT = '  | '
const INDENT = '    '

/** A command to copy: in quotes, or after a colon to the end of its line or parenthesis. */
const COMMAND = /"[^"]+"|(?<=: )(?:npx|nx|docker|git) [^()]+/g
/** Stands for a space of a command while lines are broken: a character of private use, which has the width of one. */
const KEPT_SPACE = '\uE000'

/** Breaks lines that are wider than a terminal between words, what follows indented; commands that fit a line, and what programs have printed, stay whole. */
export function wrapText(text: string, width: number | undefined): string {
  if (width === undefined) return text
  return text
    .split('\n')
    .map((line) => {
      if (stringWidth(line) <= width || line.includes(OUTPUT)) return line
      const columns = Math.max(20, width - INDENT.length)
      const kept = line.replace(COMMAND, (command) => (stringWidth(command) <= columns ? command.replaceAll(' ', KEPT_SPACE) : command))
      return wrapAnsi(kept, columns, { trim: false })
        .replace(/ *\n */g, `\n${INDENT}`)
        .replaceAll(KEPT_SPACE, ' ')
    })
    .join('\n')
}
