import { mkdtempSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { editFile, removeVariables, setVariables } from './environment-file.mjs'

const OURS = { MODULE_IMAGES_REGISTRY: '127.0.0.1:5000/a', MODULE_IMAGES_MIRRORS: 'docker.io=127.0.0.1:5000/b' }

test('sets variables at the end, where they win, and keeps every other line', () => {
  const text = setVariables('MINE=1\n\n# a note\nMODULE_IMAGES_REGISTRY=elsewhere\n', OURS)
  expect(text.split('\n')).toEqual([
    'MINE=1',
    '',
    '# a note',
    'MODULE_IMAGES_REGISTRY=elsewhere',
    expect.stringMatching(/^# .*begin/),
    'MODULE_IMAGES_REGISTRY=127.0.0.1:5000/a',
    'MODULE_IMAGES_MIRRORS=docker.io=127.0.0.1:5000/b',
    expect.stringMatching(/^# .*end/),
    '',
  ])
})

test('sets the same again without a trace, and other values in place of the old', () => {
  const once = setVariables('A=1\n', OURS)
  expect(setVariables(once, OURS)).toBe(once)
  expect(setVariables(once, { MODULE_IMAGES_REGISTRY: 'x' })).not.toContain('127.0.0.1')
})

test.each(['', 'A=1\n', '\n\nA=1\n# end\n', 'A=1\nB=2\n'])('removes what it set from %j', (text) => {
  expect(removeVariables(setVariables(text, OURS))).toBe(text)
})

test('keeps lines that were added behind the block', () => {
  expect(removeVariables(`${setVariables('A=1\n', OURS)}B=2\n`)).toBe('A=1\nB=2\n')
})

test('leaves a block alone whose end somebody removed', () => {
  const cut = setVariables('', OURS).replace(/# .*end\n/, '')
  expect(removeVariables(cut)).toBe(cut)
})

test('a file that becomes empty is removed, and one that stays the same is not written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'environment-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, '.env.local')
  expect(editFile(file, (text) => setVariables(text, OURS))).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(setVariables('', OURS))
  expect(editFile(file, (text) => setVariables(text, OURS))).toBe(false)
  expect(readdirSync(folder)).toEqual(['.env.local'])
  expect(editFile(file, removeVariables)).toBe(true)
  expect(existsSync(file)).toBe(false)
  writeFileSync(file, 'A=1\n')
  expect(editFile(file, removeVariables)).toBe(false)
})
