import { visibleText } from '@module-images/core'
import { STYLE_SEQUENCE } from './colour.js'

/**
 * {@link visibleText} of a text that `Colours` has coloured: the colours stay, and nothing else that a terminal acts upon. Whoever colours a
 * text has made its parts from outside visible before, so that they cannot bring colours of their own.
 */
export function visibleStyledText(text: string): string {
  const sequences = text.match(STYLE_SEQUENCE)
  if (sequences === null) return visibleText(text)
  return text
    .split(STYLE_SEQUENCE)
    .map((part, i) => `${visibleText(part)}${sequences[i] ?? ''}`)
    .join('')
}
