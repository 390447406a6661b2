import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { attempt, run } from './command.mjs'
import { SetUpError } from './set-up-error.mjs'

const node = (/** @type {string} */ script, /** @type {string[]} */ ...args) => [process.execPath, '--eval', script, '--', ...args]

test('hands arguments on as they are', async () => {
  const hostile = ['a b', '$(touch /tmp/x)', '`id`', "it's", '"', '--', '-x', 'line\nbreak', '']
  const { code, stdout } = await attempt(node('console.log(JSON.stringify(process.argv.slice(1)))', ...hostile))
  expect({ code, argv: JSON.parse(stdout) }).toEqual({ code: 0, argv: hostile })
})

test('a program that is not there, one that fails and one that takes too long are results', async () => {
  expect((await attempt(['no-such-program-at-all'])).code).toBe(127)
  expect((await attempt(node('process.exit(7)'))).code).toBe(7)
  expect((await attempt(node('setInterval(() => {}, 1000)'), { seconds: 0.3 })).code).toBe(124)
})

test('output goes to a file byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'command-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const outputFile = join(folder, 'out')
  await attempt(node('process.stdout.write(Buffer.from([0, 255, 10, 128]))'), { outputFile })
  expect([...readFileSync(outputFile)]).toEqual([0, 255, 10, 128])
})

test('a command that has to succeed says what failed, what it said and what to do', async () => {
  const failing = run(node('console.error("E: no room"); process.exit(1)'), { failure: 'It broke.', fix: 'Fix it.' })
  await expect(failing).rejects.toEqual(new SetUpError('It broke.\n    E: no room', { fix: 'Fix it.' }))
})
