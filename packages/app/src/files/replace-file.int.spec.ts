import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { replaceFile } from './replace-file.js'

it.each([false, true])('writes a new file and over an old one, many at once (mayBeMissing: %s)', async (mayBeMissing) => {
  const folder = temporaryWorkspace({})
  const path = join(folder, 'file')
  await replaceFile(path, 'old', { mayBeMissing })
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000))
  await Promise.all(texts.map((text) => replaceFile(path, text, { mayBeMissing })))
  expect(texts).toContain(readFileSync(path, 'utf8'))
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/))
})

it('leaves nothing behind where it fails', async () => {
  const folder = temporaryWorkspace({})
  mkdirSync(join(folder, 'file'))
  await expect(replaceFile(join(folder, 'file'), 'x')).rejects.toMatchObject({ code: 'EISDIR' })
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/))
})
