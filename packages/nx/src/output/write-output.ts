import { visibleText } from '@module-images/core'

/**
 * The one way out for text of this package: names of files, targets and options, and what registries and programs say, are somebody else's,
 * and may hold escape sequences or lines that GitHub Actions obeys.
 */

/** Writes lines to standard output: the log of a task, or what a command was asked for. */
export function writeLog(text: string): void {
  process.stdout.write(withLineEnd(visibleText(text)))
}

/** Writes lines to standard error: notices and progress of a command. */
export function writeNotice(text: string): void {
  process.stderr.write(withLineEnd(visibleText(text)))
}

/** Writes annotations, which GitHub Actions is meant to obey; they come from `renderAnnotation` and `renderFindingAnnotations` alone. */
export function writeAnnotations(commands: readonly string[], stream: NodeJS.WriteStream = process.stdout): void {
  for (const command of commands) stream.write(`${command}\n`)
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}
