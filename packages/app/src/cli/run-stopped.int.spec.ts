import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine } from '@module-images/engine'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildCommandProgram, type CommandProgram, endOf } from '../testing/command-process.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'

vi.setConfig({ testTimeout: 60_000 })

let registry: TestRegistry
let program: CommandProgram
/** Of each workspace: they are all the same. */
let image: string | undefined
beforeAll(async () => {
  ;[registry, program] = await Promise.all([startTestRegistry(), buildCommandProgram()])
})
afterAll(async () => {
  program.remove()
  await registry.stop()
  if (image !== undefined) await createEngine({ env: process.env }).remove(image)
})

/** A workspace whose one module has a shell; its image is in the engine. */
async function createWorkspace(): Promise<string> {
  const dockerfile = 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n'
  const cwd = temporaryWorkspace({ 'modules/a/Dockerfile': dockerfile }, { registry: `${registry.host}/stopped` })
  copyFileSync('/bin/busybox', join(cwd, 'modules/a/busybox'))
  const { out, err } = await program.run(['load', 'a'], { cwd })
  expect(out, err).toContain('/stopped/a:key-')
  image = out.trim()
  return cwd
}

/** Starts a program in a module's image, without a terminal, and stops it once it is up. */
async function stop(signal: NodeJS.Signals, argv: readonly string[], input?: string) {
  const child = program.start(argv, { cwd: await createWorkspace(), stdio: ['pipe', 'pipe', 'pipe'] })
  if (input !== undefined) child.stdin?.write(input)
  const up = once(child.stdout ?? child, 'data')
  const ended = endOf(child)
  await Promise.race([up, ended.then(({ err }) => Promise.reject(new Error(err)))])
  child.kill(signal)
  const { code, err } = await ended
  return { code, last: err.trimEnd().split('\n').at(-1) }
}

it.each(['SIGINT', 'SIGTERM'] as const)('run that gets %s without a terminal ends as every command does, and says so', async (signal) => {
  expect(await stop(signal, ['run', 'a', '--command', 'echo up; sleep 60'])).toEqual({
    code: 130,
    last: '✗ stopped: the command of a was ended',
  })
})

it('a shell that gets SIGINT without a terminal ends so too', async () => {
  expect(await stop('SIGINT', ['shell', 'a'], 'echo up; sleep 60\n')).toEqual({ code: 130, last: '✗ stopped: the shell in a was ended' })
})

it.each([0, 7])('a command that ends in its own way when it is told to keeps its exit code: %i', async (code) => {
  const line = `trap 'exit ${code}' TERM INT; echo up; while :; do sleep 0.1; done`
  expect((await stop('SIGINT', ['run', 'a', '--command', line])).code).toBe(code)
})

it('a command that a signal has ended which nobody sent from here keeps its exit code', async () => {
  expect((await program.run(['run', 'a', '--command', 'kill -TERM $$'], { cwd: await createWorkspace() })).code).toBe(143)
})
