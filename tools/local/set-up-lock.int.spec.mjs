import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readProcess } from './process-record.mjs'
import { withSetUpLock } from './set-up-lock.mjs'

/** @type {string} */
let folder
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'set-up-lock-'))))
afterEach(() => rmSync(folder, { recursive: true }))

test('is taken, and given back when the work fails', async () => {
  const file = join(folder, 'state', 'lock')
  const work = withSetUpLock({ file, log: () => {} }, async () => {
    expect(existsSync(file)).toBe(true)
    throw new Error('failed')
  })
  await expect(work).rejects.toThrow('failed')
  expect(existsSync(file)).toBe(false)
})

test.each([
  ['of a process that is gone', { pid: 2 ** 22 + 1, startTime: '1', boot: 'x', argv: ['node'] }],
  ['of an earlier boot', { pid: process.pid, startTime: '1', boot: 'earlier', argv: ['node'] }],
])('a lock %s counts as none', async (_, owner) => {
  const file = join(folder, 'lock')
  writeFileSync(file, JSON.stringify(owner))
  expect(await withSetUpLock({ file, log: () => {} }, async () => 'done')).toBe('done')
})

test('a damaged lock counts as none', async () => {
  const file = join(folder, 'lock')
  writeFileSync(file, '{')
  expect(await withSetUpLock({ file, log: () => {} }, async () => 'done')).toBe('done')
})

test('waits for a living owner, and says for whom', async () => {
  const file = join(folder, 'lock')
  const owner = spawn(process.execPath, ['--eval', 'process.stdin.resume(); console.log("up")'], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')
  writeFileSync(file, JSON.stringify(readProcess(owner.pid ?? 0)))
  const said = new Promise((resolve) => {
    void withSetUpLock({ file, log: resolve }, async () => undefined)
  })
  expect(await said).toBe(`waiting for another set-up to end (process ${owner.pid})`)
  owner.stdin.end()
  await once(owner, 'close')
  expect(await withSetUpLock({ file, log: () => {} }, async () => 'done')).toBe('done')
})
