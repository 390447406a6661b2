import { describe, expect, it } from 'vitest'
import { ModuleImagesError } from '@module-images/core'
import { checkModuleName } from './module-name.js'

const TAKEN = [{ name: 'hello-R', owner: 'the folder analyses/hello-R' }]

function codeOf(name: string): string | undefined {
  try {
    checkModuleName(name, TAKEN)
    return undefined
  } catch (error) {
    return error instanceof ModuleImagesError ? error.code : String(error)
  }
}

describe('checkModuleName', () => {
  it.each(['a', 'cell-type-ETP-ALL-03', '10x_qc', 'v1.2', 'hello-rs', 'console', 'com', 'a'.repeat(100)])('takes %s', (name) => {
    expect(codeOf(name)).toBeUndefined()
  })

  it.each([
    ...[
      '',
      ' ',
      'a b',
      '../x',
      'a/b',
      'a\\b',
      '.hidden',
      '-x',
      '--help',
      '_x',
      'x-',
      'x.',
      'a..b',
      'a--b',
      'a__b',
      'a-_b',
      'é',
      'a\n',
      'a\0',
    ],
    ...['$(id)', 'a;b', 'a"b', "a'b", 'a`b', 'a:b', '@x/y', 'a'.repeat(101)],
    ...['con', 'NUL', 'Aux', 'com1', 'LPT9', 'nul.txt', 'prn.R'],
    ...['affected', 'All-Modules'],
  ])('refuses %j', (name) => {
    expect(codeOf(name)).toBe('bad-module-name')
  })

  it.each(['hello-R', 'HELLO-r', 'hello-r'])('refuses %s where hello-R is', (name) => {
    expect(codeOf(name)).toBe('module-name-taken')
  })

  it('says whose a name is, and the rule', () => {
    expect(() => checkModuleName('hello-r', TAKEN)).toThrow(
      "The name 'hello-r' differs only in case from 'hello-R': it is the folder analyses/hello-R.",
    )
    expect(() => checkModuleName('nul', TAKEN)).toThrow("'nul' cannot be the name of a module: Windows keeps it for a device.")
  })
})
