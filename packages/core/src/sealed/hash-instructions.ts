import { hash } from 'node:crypto'
import { findHeredocs } from '../dockerfile/heredoc.js'
import { mayHaveHeredocs } from '../dockerfile/parse-instruction.js'
import { SourceLines } from '../dockerfile/source-lines.js'
import { splitCommand } from '../dockerfile/split-command.js'

/**
 * sha256, hex, of what BuildKit reads of a Dockerfile: its directives, its instructions with their lines joined, and its here-documents byte
 * for byte. Comments, blank lines and the line ends of instructions make no difference to an image, and none here.
 *
 * @param text of a file that `parseDockerfile` accepts
 * @throws ModuleImagesError where it does not
 */
export function hashInstructions(text: string, file: string): string {
  const reader = new SourceLines(text, file)
  const parts: (string | readonly string[])[] = []
  for (let logical = reader.readLogical(); logical !== undefined; logical = reader.readLogical()) {
    parts.push(logical.text)
    if (!logical.text.includes('<<') || !mayHaveHeredocs(splitCommand(logical.text))) continue
    const start = reader.position
    for (const heredoc of findHeredocs(logical.text)) reader.readBody(heredoc)
    parts.push(reader.linesBetween(start, reader.position))
  }
  return hash('sha256', JSON.stringify([[...reader.directives], parts]))
}
