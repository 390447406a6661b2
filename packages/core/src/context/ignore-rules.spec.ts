import { describe, expect, it } from 'vitest'
import { ModuleImagesError } from '../errors.js'
import { ignoreFileNames, isIgnored, NO_IGNORE_RULES, parseIgnoreRules } from './ignore-rules.js'
import { growthOnDoubling, LINEAR } from '../testing/count-steps.js'

/** The ones of these paths which the rules hide. */
function hidden(text: string, paths: string[]): string[] {
  const rules = parseIgnoreRules(text, '.dockerignore')
  return paths.filter((path) => isIgnored(rules, path))
}

describe('isIgnored', () => {
  it.each<[string, string, string[], string[]]>([
    ['a name hides what lies below it', 'a', ['a', 'a/b', 'a/b/c', 'ab', 'b/a'], ['a', 'a/b', 'a/b/c']],
    ['anchored or not is one', '/a\n./b/\n../c', ['a', 'b', 'c', 'x/a'], ['a', 'b']],
    ['a star stops at slashes and takes dots', '*.txt', ['a.txt', '.txt', 'd/a.txt'], ['a.txt', '.txt']],
    ['one character, whatever its bytes', '?', ['a', 'é', '𝒳', 'ab'], ['a', 'é', '𝒳']],
    ['any depth', '**/b', ['b', 'a/b', 'a/c/b/d', 'ab'], ['b', 'a/b', 'a/c/b/d']],
    ['everything below, not itself', 'a/**', ['a', 'a/b', 'a/b/c'], ['a/b', 'a/b/c']],
    ['in the middle', 'a/**/b', ['a/b', 'a/x/y/b', 'a/xb'], ['a/b', 'a/x/y/b']],
    ['two stars beside letters end anywhere', '**b', ['b', 'ab', 'a/xb', 'a/bx'], ['b', 'ab', 'a/xb']],
    ['classes', '[a-c]x\n[^a]y', ['ax', 'dx', 'ay', 'by', '/y'], ['ax', 'by', '/y']],
    ['a class that holds a star is Go’s oddity', 's[*]r', ['s*r', 'sxr', 's[]r'], ['s[]r']],
    ['an escape', 'a\\*b', ['a*b', 'axb'], ['a*b']],
    ['an escaped letter is a class of RE2', 'a\\d', ['a5', 'ad'], ['a5']],
    ['braces mean nothing', '{a,b}', ['a', '{a,b}'], ['{a,b}']],
    ['comments only in the first column', '# a\n #b\n#c', ['# a', '#b', '#c'], ['#b']],
    ['byte order mark, Windows line ends, space around', '\ufeffa\r\n  b  \r\n', ['a', 'b'], ['a', 'b']],
    ['taken back', '*\n!a\n!b/c', ['a', 'a/x', 'b', 'b/c', 'b/d', 'z'], ['b', 'b/d', 'z']],
    ['the last rule counts', '!a\na', ['a'], ['a']],
    ['space after the mark', '*\n! a', ['a', 'b'], ['b']],
    ['a rule not asked about a folder misses what lies in it', 'd\n!d/x\nd', ['d', 'd/x', 'd/y'], ['d', 'd/y']],
    ['nothing of what leaves the context', '..\n.\n/', ['a', '..a'], []],
    ['case counts', 'A', ['a', 'A'], ['A']],
    ['braces and bars mean nothing without wildcards', 'a|b\nx{2}', ['a', 'b', 'a|b', 'xx', 'x{2}'], ['a|b', 'x{2}']],
    [
      'a bar parts the whole rule, anchors too',
      '*.R|*.py',
      ['a.R', 'a.Rmd', 'b.py', 'b.pyc', 'd/f.R', 'd/e.py'],
      ['a.R', 'a.Rmd', 'b.py', 'd/e.py'],
    ],
    ['an empty side of a bar is everywhere', 'x*|', ['a', 'b/c'], ['a', 'b/c']],
    ['what a bar splits is taken back', '*\n!*.R|*.py', ['a.R', 'b.py', 'c.txt', 'd/e.py', 'd/f.R'], ['c.txt', 'd/f.R']],
    ['a count in braces', 'x{2}*', ['xx', 'xxy', 'xy', 'x{2}'], ['xx', 'xxy']],
    [
      'counts with bounds',
      '?x{1,2}\n?y{2,}\n[ab]{0,1}c',
      ['ax', 'axx', 'axxx', 'ay', 'ayy', 'ayyyy', 'c', 'ac', 'bac'],
      ['ax', 'axx', 'ayy', 'ayyyy', 'c', 'ac'],
    ],
    ['a count of the beginning lets go of it', '{0}b*', ['ab', 'b', 'a/b', 'a'], ['ab', 'b', 'a/b']],
    ['the beginning twice is the beginning', '{2}b*', ['ab', 'b'], ['b']],
    ['braces round no count are themselves', '*{a,b}\n*{01}\n*{,2}', ['x{a,b}', 'xa', 'x{01}', 'x{,2}'], ['x{a,b}', 'x{01}', 'x{,2}']],
    ['a count between folders', 'a{0,1}b/**/c', ['ab/c', 'b/d/c', 'aab/c'], ['ab/c', 'b/d/c']],
    ['what follows a count', '*x{2}yz', ['axxyz', 'xxyz', 'xyz', 'xxz'], ['axxyz', 'xxyz']],
    ['braces and bars in a class', '[{|}]*', ['{', '|a', '}', 'a'], ['{', '|a', '}']],
    ['a class by its name', '[[:alpha:]]*\n[^[:^digit:]]', ['a', 'B1', '1', '12', 'é'], ['a', 'B1', '1']],
    ['a byte order mark before a pattern with a star', 'b\n\ufeffa*', ['a1', '\ufeffa1'], ['a1']],
    ['a caret that is no class matches nothing with a star', 'a^*\nb^c', ['a^x', 'b^c'], ['b^c']],
  ])('%s', (_, text, paths, expected) => expect(hidden(text, paths)).toEqual(expected))

  it('hides nothing without rules', () => expect(isIgnored(NO_IGNORE_RULES, '.git/config')).toBe(false))
})

describe('parseIgnoreRules', () => {
  it.each([
    ['a\n!', 2],
    ['!/', 1],
    ['a\n\n[b', 3],
    ['a\\', 1],
    ['[]a]', 1],
  ])('refuses %j as Docker does, with its line', (text, line) => {
    let caught: unknown
    try {
      parseIgnoreRules(text, 'm/.dockerignore')
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ModuleImagesError)
    expect(caught).toMatchObject({ code: 'bad-ignore-file', kind: 'input', place: { file: 'm/.dockerignore', line } })
  })

  it.each([
    ['[b-a]*', 1],
    ['a\\b', 1],
    ['a\n*{2}', 2],
    ['**/{2}x*', 1],
    ['x*|{2}y', 1],
    ['?x{2}{3}', 1],
    ['?x{1001}', 1],
    ['?x{3,2}', 1],
    ['?x{00000000000000000000009}', undefined],
    ['?x{99999999999999999999}', 1],
    ['[[:none:]]*', 1],
  ])('refuses %j once it is asked about a path, as Docker does', (text, line) => {
    const ask = () => isIgnored(parseIgnoreRules(text, 'm/.dockerignore'), 'Dockerfile')
    if (line === undefined) expect(ask).not.toThrow()
    else expect(ask).toThrow(expect.objectContaining({ code: 'bad-ignore-file', place: { file: 'm/.dockerignore', line } }))
  })

  it.each(['!*{2}', '*\n*{2}'])('lets %j be, as Docker does, where no path is asked about it', (text) => {
    expect(isIgnored(parseIgnoreRules(text, 'm/.dockerignore'), 'Dockerfile')).toBe(text.startsWith('*'))
  })

  it.each(['?x{1000}y{0,1000}'.repeat(100), '*|'.repeat(100_001)])('refuses what stands for very much', (text) => {
    expect(() => isIgnored(parseIgnoreRules(text, 'f'), 'Dockerfile')).toThrow(expect.objectContaining({ code: 'bad-ignore-file' }))
  })

  it('refuses a file that nobody wrote', () => {
    const parse = (length: number) => () => parseIgnoreRules('#'.repeat(length), 'modules/a/.dockerignore')
    expect(parse(4 * 1024 * 1024)).not.toThrow()
    expect(parse(4 * 1024 * 1024 + 1)).toThrow(
      expect.objectContaining({ code: 'bad-ignore-file', place: { file: 'modules/a/.dockerignore', line: 1 } }),
    )
  })

  it.each<[string, (size: number) => string]>([
    ['rules', (size) => `${'*a'.repeat(50)}b\n`.repeat(size)],
    ['stars of a rule', (size) => `${'*a'.repeat(size)}b`],
    ['folders of a rule', (size) => '**/'.repeat(100 * size)],
  ])('takes steps in proportion to the hostile %s', (_, text) => {
    const growth = growthOnDoubling(50, (size) => {
      const rules = text(size)
      return () => isIgnored(parseIgnoreRules(rules, 'f'), 'a'.repeat(255))
    })
    expect(growth).toBeLessThan(LINEAR)
  })

  it('reads very many hostile rules', () => {
    const rules = parseIgnoreRules(`${`${'*a'.repeat(50)}b\n`.repeat(100)}${'**/'.repeat(100_000)}`, 'f')
    expect(isIgnored(rules, 'a'.repeat(255))).toBe(true)
  })
})

it('looks for the Dockerfile’s own ignore file first', () => {
  expect(ignoreFileNames('api.Dockerfile')).toEqual(['api.Dockerfile.dockerignore', '.dockerignore'])
})
