import { expect, it } from 'vitest'
import { parseSubmodulePaths } from './read-submodules.js'

it.each([
  ['', []],
  ['[submodule "a"]\n\tpath = vendor/a\n\turl = https://example.org/path = x\n[submodule "b"]\n path=b\n', ['vendor/a', 'b']],
  ['[submodule "a"]\r\n\tPATH = a # the first\r\n', ['a']],
  ['[submodule "a"]\n\tpath = "with # sign" ; x\n', ['with # sign']],
  ['[submodule "a"]\n\tpath = a\\"b\\\\c d\n', ['a"b\\c d']],
  ['# path = no\n[submodule "a"]\n\tpath =\n', []],
])('%j', (text, paths) => {
  expect(parseSubmodulePaths(text)).toEqual(paths)
})
