import { hash } from 'node:crypto'
import type { Dockerfile } from '../dockerfile/parse-dockerfile.js'

/**
 * sha256, hex, of what BuildKit reads of a Dockerfile: its directives, its instructions with their lines joined, and its here-documents byte
 * for byte. Comments, blank lines and the line ends of instructions make no difference to an image, and none here.
 */
export function hashInstructions({ directives, text }: Pick<Dockerfile, 'directives' | 'text'>): string {
  return hash('sha256', JSON.stringify([[...directives], text]))
}
