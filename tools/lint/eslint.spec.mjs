import { join } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it, vi } from 'vitest'

// ESLint and the type checker start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const cwd = join(import.meta.dirname, '../..')
const typed = new ESLint({ cwd })
/** The same rules for files that do not exist, less those that need types. */
const untyped = new ESLint({ cwd, overrideConfig: [tseslint.configs.disableTypeChecked] })

const ENGINE = 'packages/engine/src/planted.ts'
const CORE = 'packages/core/src/planted.ts'
const NX = 'packages/nx/src/planted.ts'
const TOOLS = 'tools/planted.mjs'

describe('shells', () => {
  it.each([
    [ENGINE, `execa('docker', [], { shell: true })`],
    [ENGINE, `execa('docker', [], { 'shell': true })`],
    [ENGINE, `execa('docker', [], { shell: '/bin/bash' })`],
    [ENGINE, `export const options = (shell) => ({ shell })`],
    [CORE, `export const options = { shell: true }`],
    [NX, `export const options = { shell: true }`],
    [TOOLS, `spawn('docker', [], { shell: true })`],
    [TOOLS, `execSync('docker ps')`],
    [NX, `childProcess.execSync('docker ps')`],
    ['packages/engine/src/run.int.spec.ts', `spawn('docker', [], { shell: true })`],
    ['packages/e2e/src/planted.spec.ts', `execSync('docker ps')`],
  ])('%s may not hold %s', async (file, text) => {
    expect(await lint(untyped, file, text)).toEqual([
      'no-restricted-syntax: Start a process with a program and an argument list: a shell reads hostile input as commands.',
    ])
  })

  it.each([
    `import { exec } from 'node:child_process'\nexec('docker ps')`,
    `import { execSync as start } from 'child_process'\nstart('docker ps')`,
    `import * as processes from 'node:child_process'\nprocesses.spawn('docker')`,
  ])('of node:child_process only named imports that take an argument list: %s', async (text) => {
    expect(rulesOf(await lint(untyped, TOOLS, text))).toEqual(['no-restricted-imports'])
  })

  it.each([
    [ENGINE, `execa('docker', ['ps'], { shell: false })`],
    [TOOLS, `import { spawn } from 'node:child_process'\nspawn('docker', ['ps'])`],
    [NX, `export const matched = /a/.exec('a')`],
    [NX, `export const workflowStep = { shell: 'bash' }`],
  ])('%s may hold %s', async (file, text) => {
    expect(await lint(untyped, file, text)).toEqual([])
  })
})

describe('text has one way out', () => {
  it.each([
    `process.stdout.write('x')`,
    `process.stderr.write('x')`,
    `console.log('x')`,
    `import { logger } from '@nx/devkit'\nlogger.info('x')`,
  ])('%s', async (text) => {
    const [found] = await lint(untyped, NX, text)
    expect(found).toContain('write-output.ts')
    expect(await lint(untyped, 'packages/nx/src/planted.spec.ts', text)).toEqual([])
  })
})

describe('pure packages', () => {
  it.each([
    ['no-restricted-globals', `export const key = process.env.KEY`],
    ['no-restricted-globals', `export const page = fetch('http://127.0.0.1')`],
    ['no-restricted-globals', `console.log('hello')`],
    ['no-restricted-globals', `export const page = globalThis['fetch']`],
    ['no-restricted-globals', `export const key = global.process.env.KEY`],
    ['no-restricted-syntax', `export const now = Date.now()`],
    ['no-restricted-syntax', `export const now = new Date()`],
    ['no-restricted-syntax', `export const chance = Math.random()`],
  ])('%s refuses %s', async (rule, text) => {
    expect(await lint(untyped, CORE, text)).toEqual([expect.stringMatching(`^${rule}: .*Boundary 1-pure-packages-use-no-builtin`)])
    expect(await lint(untyped, ENGINE, text)).toEqual([])
  })

  it('may read a date it was given', async () => {
    expect(await lint(untyped, CORE, `export const day = (epoch) => new Date(epoch * 1000).toISOString().slice(0, 10)`)).toEqual([])
  })
})

describe('imports the boundary checker would not see', () => {
  it.each([
    `export const load = (name) => import(name)`,
    `export const load = (name) => import(\`./\${name}.js\`)`,
    `export const load = (name) => require(name)`,
    `const load = createRequire(import.meta.url)`,
    `createRequire(import.meta.url)('execa')`,
  ])('%s', async (text) => {
    expect(rulesOf(await lint(untyped, NX, text))).toContain('no-restricted-syntax')
  })

  it('leaves those it sees', async () => {
    const text = `const require = createRequire(import.meta.url)\nexport const tools = [require('nx'), await import('./a.js')]`
    expect(await lint(untyped, NX, text)).toEqual([])
  })
})

describe('size', () => {
  const long = `export function run() {\n${'  step()\n'.repeat(61)}}`

  it('refuses a function of more than 60 lines or 4 parameters', async () => {
    expect(rulesOf(await lint(untyped, ENGINE, long))).toEqual(['max-lines-per-function'])
    expect(rulesOf(await lint(untyped, ENGINE, `export const run = (a, b, c, d, e) => [a, b, c, d, e]`))).toEqual(['max-params'])
  })

  it('leaves tests alone', async () => {
    expect(await lint(untyped, 'packages/engine/src/planted.spec.ts', `export const run = (a, b, c, d, e) => [a, b, c, d, e]`)).toEqual([])
    expect(await lint(untyped, 'packages/engine/src/planted.spec.ts', long)).toEqual([])
  })
})

describe('errors', () => {
  it('are named where an exported function throws one', async () => {
    const text = `export function start() {\n  throw new Error('no')\n}`
    expect(rulesOf(await lint(untyped, ENGINE, text))).toEqual(['module-images/throws-tag'])
    expect(await lint(untyped, 'packages/engine/src/planted.spec.ts', text)).toEqual([])
  })
})

describe('rules that need types', () => {
  it('are on for packages', async () => {
    const text = `import { Place } from './errors.js'
const unused = 1
declare function later(): Promise<void>
export function start(place: Place, given: any): string {
  later()
  return place.file + given!.name
}
export class Counter {
  private step = 1
  next(): number {
    return this.step
  }
}
export function name(kind: 'file' | 'folder'): void {
  switch (kind) {
    case 'file':
      break
  }
}
`
    // A file that exists, so that it belongs to a project; its text is what is given here.
    expect(new Set(rulesOf(await lint(typed, 'packages/core/src/module.ts', text)))).toEqual(
      new Set([
        '@typescript-eslint/consistent-type-imports',
        '@typescript-eslint/no-unused-vars',
        '@typescript-eslint/no-explicit-any',
        '@typescript-eslint/no-floating-promises',
        '@typescript-eslint/no-unsafe-member-access',
        '@typescript-eslint/no-non-null-assertion',
        '@typescript-eslint/prefer-readonly',
        '@typescript-eslint/switch-exhaustiveness-check',
      ]),
    )
  })
})

/** Each message as `rule: text`, in the order of the file. @type {(eslint: ESLint, file: string, text: string) => Promise<string[]>} */
async function lint(eslint, file, text) {
  const [result] = await eslint.lintText(text, { filePath: join(cwd, file) })
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

/** @type {(messages: readonly string[]) => string[]} */
function rulesOf(messages) {
  return messages.map((message) => message.slice(0, message.indexOf(':')))
}
