import { once } from 'node:events'
import { existsSync, symlinkSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL, ModuleImagesError, shortContentTag } from '@module-images/core'
import { createEngine } from '@module-images/engine'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { readRunEnvironment } from '../session/run-environment.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { openSession } from '../tasks/open-session.js'
import { loadImage, pullImage } from './load-image.js'
import { reconcileImage } from './reconcile-image.js'
import { resolveTarget } from '../session/image-target.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

/** Stands before a registry as ECR Public does: a token for anybody, and 403 for a sign-in that has ended. */
async function startGuard(upstream: string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const { authorization } = incoming.headers
    const { url = '', method } = incoming
    if (url.startsWith('/token')) {
      // A sign-in comes as a header, or in the body of a POST.
      if (authorization !== undefined || method === 'POST')
        return outgoing.writeHead(403).end('{"message":"Your authorization token has expired."}')
      return outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"token":"anybody"}')
    }
    if (authorization !== 'Bearer anybody') {
      const challenge = `Bearer realm="http://${host}/token",service="${host}"`
      return outgoing.writeHead(401, { 'www-authenticate': challenge }).end('{"errors":[{"code":"UNAUTHORIZED"}]}')
    }
    const [hostname, port] = upstream.split(':')
    const onward = request({ host: hostname, port, method, path: url, headers: { accept: incoming.headers.accept ?? '*/*' } }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(outgoing)
    })
    return incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return host
}

/** A run of a user whose Docker configuration holds a sign-in for this host that has ended. */
function createStaleRun(root: string, host: string) {
  const auth = Buffer.from('AWS:ended').toString('base64')
  const config = temporaryWorkspace({ 'config.json': JSON.stringify({ auths: { [host]: { auth } } }) })
  // The user's own buildx, where there is one.
  const plugins = join(process.env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'cli-plugins')
  if (existsSync(plugins)) symlinkSync(plugins, join(config, 'cli-plugins'))
  const logged: string[] = []
  const env = { ...process.env, DOCKER_CONFIG: config }
  const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${host}/published` })
  const run = openSession(readWorkspace(root), {
    env,
    environment,
    signal: new AbortController().signal,
    log: (line) => logged.push(line),
  })
  onTestFinished(() => run.close())
  onTestFinished(async () => {
    const { image, contentTag } = await resolveTarget(run, 'a')
    await createEngine({ env: process.env }).remove(`${image}:${contentTag}`)
  })
  return { run, logged }
}

it('builds on a base that anybody may pull, though the saved sign-in is refused', async () => {
  const host = await startGuard(registry.host)
  await registry.put('base', '1', { content: 'base' })
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': `FROM ${host}/base:1\nLABEL own=1\n` })
  const { run, logged } = createStaleRun(root, host)
  expect(await reconcileImage(run, 'a')).toMatchObject({ outcome: 'built' })
  expect(logged).toContain(`a  ${host} refused the sign-in; building without one`)
})

it('pulls an image that anybody may pull, though the saved sign-in is refused', async () => {
  const host = await startGuard(registry.host)
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY own /own\n', 'modules/a/own': host })
  const { run, logged } = createStaleRun(root, host)
  const wanted = await resolveTarget(run, 'a')
  await registry.put('published/a', wanted.contentTag, { content: host, labels: { [KEY_LABEL]: wanted.key } })
  const name = `${wanted.image}:${wanted.contentTag}`
  expect((await loadImage(run, wanted)).name).toBe(name)
  const shown = `${wanted.image}:${shortContentTag(wanted.contentTag)}`
  expect(logged).toEqual([`a  pulling ${shown}`, `${host} refused the sign-in; pulling ${shown} without one`])
})

it.each([
  ['is not to be had', 'ecr-denied'],
  ['has ended', 'aws-sign-in-refused'],
])('pulls an image that anybody may pull, though a sign-in %s', async (_, code) => {
  const host = await startGuard(registry.host)
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY own /own\n', 'modules/a/own': `${host} ${code}` })
  const { run, logged } = createStaleRun(root, host)
  const wanted = await resolveTarget(run, 'a')
  await registry.put('published/a', wanted.contentTag, { content: host, labels: { [KEY_LABEL]: wanted.key } })
  const name = `${wanted.image}:${wanted.contentTag}`
  const pullConfig = () => Promise.reject(new ModuleImagesError({ code, kind: 'remote', message: 'No sign-in for you.' }))
  expect((await loadImage({ ...run, pullConfig }, wanted)).name).toBe(name)
  const shown = `${wanted.image}:${shortContentTag(wanted.contentTag)}`
  expect(logged).toEqual([`a  pulling ${shown}`, `${host}: no sign-in (No sign-in for you.); pulling ${shown} without one`])
})

it('tells why there is no sign-in where the image is not for anybody', async () => {
  const host = await startGuard(registry.host)
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' })
  const { run } = createStaleRun(root, host)
  const wanted = await resolveTarget(run, 'a')
  const error = new ModuleImagesError({ code: 'ecr-denied', kind: 'remote', message: 'No sign-in for you.' })
  await expect(pullImage({ ...run, pullConfig: () => Promise.reject(error) }, wanted, { digest: `sha256:${'1'.repeat(64)}` })).rejects.toBe(
    error,
  )
})
