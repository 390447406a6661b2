import type { FindingPlace } from './check-rule.js'
import type { RunStep } from './shell/run-step.js'
import type { ShellWord } from './shell/shell-commands.js'

/** Where a word of a step stands. */
export function placeOfWord(build: { readonly file: string }, step: RunStep, word: ShellWord | undefined): FindingPlace {
  return { file: build.file, ...step.script.placeOf(word?.start ?? 0) }
}
