import type { Colours, Paint } from './colour.js'

const WORDS: Readonly<Record<keyof Pick<Colours, 'green' | 'yellow' | 'red' | 'dim'>, readonly string[]>> = {
  green: ['ok', 'present', 'same', 'kept', 'added', 'built', 'pulled', 'pushed', 'promoted', 'found', 'done'],
  yellow: [
    'build',
    'promote',
    'missing',
    'moved',
    'removed',
    'changed',
    'dropped',
    'not locked',
    'not used',
    'not in its registry',
    'would go',
    'deleted',
    'warning',
  ],
  red: ['error', 'failed', 'unknown', 'broken'],
  dim: ['none', 'skipped', 'hint'],
}

const COLOUR_OF = new Map(
  Object.entries(WORDS).flatMap(([colour, words]) => words.map((word) => [word, colour as keyof typeof WORDS] as const)),
)

/** The colour of a word that says how something stands; of one that is not known, that of what is wrong. */
export function stateColour(word: string, colours: Colours): Paint {
  return colours[COLOUR_OF.get(word) ?? 'red']
}
