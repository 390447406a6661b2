import { expect, it } from 'vitest'
import { createProgram } from '../create-program.js'
import { planCompletions } from './plan-completions.js'

const program = createProgram('1.2.3', {}, () => Promise.resolve())
const wordsOf = (words: readonly string[]) => {
  const completions = planCompletions(program, words)
  return completions.kind === 'words' ? completions.words.map(({ word }) => word) : completions.kind
}

it.each([
  [['help', ''], 'verify'],
  [['verify', '-'], '--tags'],
  [['digests', '--format='], '--format=snakemake'],
])('offers of %j among others %s', (words, offered) => {
  expect(wordsOf(words)).toContain(offered)
})

it.each([
  [['run', ''], 'modules'],
  [['run', '--memory', '8g', ''], 'modules'],
  [['run', '--memory', ''], 'none'],
  [['run', 'a', ''], 'none'],
  [['gc', 'a', 'b', ''], 'modules'],
  [['plan', ''], 'modules'],
  [['report', ''], 'none'],
])('takes what is asked by %j for %s', (words, kind) => {
  expect(wordsOf(words)).toBe(kind)
})

it('hides what a shell asks for', () => {
  expect(wordsOf([''])).not.toContain('complete')
})
