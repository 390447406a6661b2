import { renderCodeSpan, shorten } from '@module-images/core'

/** Words of ours, with values from files between them. Values are anybody's: each rendering escapes them in its own way. */
export interface Told {
  readonly words: readonly string[]
  readonly values: readonly string[]
}

const LONGEST_VALUE = 200

/** A template's tag: tell`Runs for ${owner} only.` */
export function tell(words: TemplateStringsArray, ...values: readonly (string | number)[]): Told {
  return { words: [...words], values: values.map((value) => shorten(String(value), LONGEST_VALUE)) }
}

/** For a terminal, whose writer escapes the text as a whole. */
export function renderPlain(told: Told): string {
  return render(told, (value) => value.replace(/\s+/g, ' '))
}

export function renderMarkdown(told: Told): string {
  return render(told, renderCodeSpan)
}

function render({ words, values }: Told, show: (value: string) => string): string {
  return words.map((word, index) => `${word}${index < values.length ? show(values[index] ?? '') : ''}`).join('')
}
