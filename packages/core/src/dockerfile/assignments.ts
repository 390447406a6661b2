import { BadInstructionError } from './bad-instruction.js'
import { isSpace } from './go-space.js'
import type { Assignment } from './instruction.js'
import { BLANKS } from './split-command.js'

/**
 * Reads `NAME=value …` and the old `NAME value`, as ENV and LABEL take them. Values keep quotes and escapes.
 *
 * @throws BadInstructionError
 */
export function parseAssignments(rest: string, escape: string): Assignment[] {
  const words = splitQuoted(rest, escape)
  const [first] = words
  if (first === undefined) throw new BadInstructionError('requires at least one argument')
  if (!first.includes('=')) {
    const blank = BLANKS.exec(rest)
    if (blank === null) throw new BadInstructionError('must have two arguments')
    return [{ name: rest.slice(0, blank.index), value: rest.slice(blank.index + blank[0].length) }]
  }
  return words.map((word) => {
    if (!word.includes('=')) throw new BadInstructionError(`must be of the form name=value, and '${word}' is not`)
    return namedAssignment(word)
  })
}

/** Reads `NAME` and `NAME=value`, as ARG takes them. @throws BadInstructionError */
export function parseArguments(rest: string, escape: string): Assignment[] {
  const words = splitQuoted(rest, escape)
  if (words.length === 0) throw new BadInstructionError('requires at least one argument')
  return words.map((word) => (word.includes('=') ? namedAssignment(word) : { name: word }))
}

function namedAssignment(word: string): Assignment {
  const equals = word.indexOf('=')
  if (equals === 0) throw new BadInstructionError('cannot set a variable without a name')
  return { name: word.slice(0, equals), value: word.slice(equals + 1) }
}

/** Splits at spaces outside quotes; quotes and escapes stay in the words. */
function splitQuoted(text: string, escape: string): string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (quote === '' && isSpace(character)) {
      if (word !== '') words.push(word)
      word = ''
    } else if (character === escape && quote !== "'") {
      const escaped = text[++at]
      // An escape at the very end is dropped.
      if (escaped !== undefined) word += character + escaped
    } else {
      if (quote === character) quote = ''
      else if (quote === '' && (character === "'" || character === '"')) quote = character
      word += character
    }
  }
  if (word !== '') words.push(word)
  return words
}
