import { expect, it } from 'vitest'
import { wrapText } from './wrap-text.js'

it.each([
  ['a pipe', undefined, 'module  a line of many words that goes on', 'module  a line of many words that goes on'],
  ['a line that fits', 40, 'module  a line of words', 'module  a line of words'],
  ['a line that does not', 30, 'module  a line of many words that goes on', 'module  a line of many\n    words that goes on'],
  ['what a program printed', 20, 'module  | a line of many words', 'module  | a line of many words'],
  ['a command at its end', 30, 'Write it anew: npx nx sync --all', 'Write it anew:\n    npx nx sync --all'],
  [
    'a command in parentheses',
    30,
    'Not locked (to lock: npx nx lock a). Shown once',
    'Not locked (to lock:\n    npx nx lock a). Shown once',
  ],
  ['a command in quotes', 30, 'See that "docker login" was run', 'See that "docker login"\n    was run'],
  ['a command that fits no line', 24, 'Run: npx nx run-many -t docker-push', 'Run: npx nx run-many\n    -t docker-push'],
  ['each line for itself', 24, 'short\nmodule  many words go on', 'short\nmodule  many words go on'],
])('%s', (_, width, text, wrapped) => {
  expect(wrapText(text, width)).toBe(wrapped)
})
