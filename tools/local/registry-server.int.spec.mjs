import { createServer } from 'node:http'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { freePort, runningRegistry, speaksRegistry, startRegistry, stopRegistry } from './registry-server.mjs'

/** @type {string} */
let folder
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'registry-server-'))))
afterEach(async () => {
  await stopRegistry(folder)
  rmSync(folder, { recursive: true })
})

test('starts, logs each request, and stops', async () => {
  const registry = await startRegistry({ folder })
  expect(await runningRegistry(folder)).toBe(registry.host)
  expect(readFileSync(registry.logFile, 'utf8')).toContain('"GET /v2/ HTTP/1.1" 200 2')
  await registry.stop()
  expect(await runningRegistry(folder)).toBeUndefined()
  expect(await stopRegistry(folder)).toBe(false)
})

test('asks for the sign-in it is given', async () => {
  const users = join(folder, 'users')
  writeFileSync(users, '')
  const registry = await startRegistry({ folder, auth: { htpasswd: { realm: 'test', path: users } } })
  expect((await fetch(`http://${registry.host}/v2/`)).status).toBe(401)
  expect(await speaksRegistry(registry.host)).toBe(false)
})

test('another service on its port is no registry, and another port is taken', async () => {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  expect(await speaksRegistry(`127.0.0.1:${port}`)).toBe(false)
  expect(await freePort(port)).toBeGreaterThan(port)
})
