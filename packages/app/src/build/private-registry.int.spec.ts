import { createEngine } from '@module-images/engine'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { publishImage } from '../publish/publish-image.js'
import { readRunEnvironment } from '../session/run-environment.js'
import { openSession } from '../tasks/open-session.js'
import { type EcrPublicProcess, startEcrPublicProcess } from '../testing/ecr-public-process.js'
import { reconcileImage } from './reconcile-image.js'

const engine = createEngine({ env: process.env })
const LATEST = { tags: { releases: [], branch: ['latest'] }, moveTags: false }

let service: EcrPublicProcess
beforeAll(async () => {
  service = await startEcrPublicProcess('password', 'ecr')
})
afterAll(() => service?.stop())

const built = new Set<string>()
beforeEach(() => {
  for (const [name, value] of Object.entries(service.env)) vi.stubEnv(name, value)
})
afterEach(async () => {
  for (const reference of built) await engine.remove(reference)
  built.clear()
  vi.unstubAllEnvs()
})

/** The registry lets nobody look without a sign-in, and Docker's own configuration has none: only this run knows one. */
function open(files: Readonly<Record<string, string>>) {
  const root = temporaryWorkspace({ ...files }, { registryKind: 'ecr', externalImages: ['private-base'] })
  const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${service.host}/lab` })
  const logged: string[] = []
  const context = { env: process.env, environment, signal: new AbortController().signal, log: (line: string) => logged.push(line) }
  return { run: openSession(readWorkspace(root), context), logged }
}

it('publishes to a private registry of Amazon, and builds on what lies there', async () => {
  const base = open({ 'modules/private-base/Dockerfile': 'FROM scratch\nCOPY own /own\n', 'modules/private-base/own': 'private' })
  const { image, contentTag } = await reconcileImage(base.run, 'private-base')
  expect((await publishImage(base.run, 'private-base', LATEST)).outcome).toBe('pushed')
  await base.run.close()
  const { calls, regions, repositories } = await service.tell({})
  expect(calls).toContain('CreateRepository lab/private-base')
  expect(regions).toEqual(['eu-west-1'])
  expect(repositories[0]?.images[0]?.tags.toSorted()).toEqual([contentTag, 'latest'])
  await engine.remove(`${image}:${contentTag}`)

  const child = open({ 'modules/private-child/Dockerfile': `FROM ${image}:latest\nLABEL own=1\n` })
  const receipt = await reconcileImage(child.run, 'private-child')
  built.add(`${receipt.image}:${receipt.contentTag}`)
  await child.run.close()
  expect(receipt.outcome).toBe('built')
  const secrets = [...service.secrets, ...(await service.tell({})).issued.map(({ password }) => password)]
  expect(secrets.filter((secret) => [...base.logged, ...child.logged].join('\n').includes(secret))).toEqual([])
})
