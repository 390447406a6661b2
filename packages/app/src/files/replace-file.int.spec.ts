import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { replaceFile } from './replace-file.js'

it.each([false, true])('writes a new file and over an old one (mayBeMissing: %s)', (mayBeMissing) => {
  const folder = temporaryWorkspace({})
  const path = join(folder, 'file')
  for (const text of ['old', 'new']) {
    replaceFile(path, text, { mayBeMissing })
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/))
})

it('leaves nothing behind where it fails', () => {
  const folder = temporaryWorkspace({})
  mkdirSync(join(folder, 'file'))
  expect(() => replaceFile(join(folder, 'file'), 'x')).toThrow(expect.objectContaining({ code: 'EISDIR' }))
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/))
})
