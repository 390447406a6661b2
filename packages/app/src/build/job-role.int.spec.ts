import { createEngine } from '@module-images/engine'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { publishImage } from '../publish/publish-image.js'
import { readRunEnvironment } from '../session/run-environment.js'
import { type OpenSession, openSession } from '../tasks/open-session.js'
import { type EcrPublicFacts, type EcrPublicProcess, startEcrPublicProcess } from '../testing/ecr-public-process.js'
import { reconcileImage } from './reconcile-image.js'

const engine = createEngine({ env: process.env })
const LATEST = { tags: { releases: [], branch: ['latest'] }, moveTags: false }
const TAKEN = ['JobToken', 'AssumeRoleWithWebIdentity']

let service: EcrPublicProcess
beforeAll(async () => {
  service = await startEcrPublicProcess('token')
})
afterAll(() => service?.stop())

const logged: string[] = []
const built = new Set<string>()
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((each) => /^(?:AWS|ACTIONS)_/.test(each))) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(service.jobEnv)) vi.stubEnv(name, value)
})
afterEach(async () => {
  for (const reference of built) await engine.remove(reference)
  built.clear()
  vi.unstubAllEnvs()
})

/** A job of GitHub Actions that publishes these modules, with nothing but its identity to sign in with. */
async function inJob(names: readonly string[], work: (run: OpenSession) => Promise<void>): Promise<void> {
  const files = names.map((name) => [
    [`modules/${name}/Dockerfile`, 'FROM scratch\nCOPY own /own\n'],
    [`modules/${name}/own`, `${service.host} ${name}`],
  ])
  const root = temporaryWorkspace(Object.fromEntries(files.flat()) as Record<string, string>, { registryKind: 'ecr-public' })
  const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${service.host}/${service.alias}` })
  const signal = new AbortController().signal
  const run = openSession(readWorkspace(root), { env: process.env, environment, signal, log: (line) => logged.push(line) })
  try {
    await work(run)
  } finally {
    await run.close()
  }
}

async function build(run: OpenSession, name: string): Promise<string> {
  const { image, contentTag, outcome } = await reconcileImage(run, name, { published: true })
  built.add(`${image}:${contentTag}`)
  return outcome
}

const callsOf = async (change: Parameters<EcrPublicProcess['tell']>[0] = {}) => (await service.tell(change)).calls

function secretsOf(facts: EcrPublicFacts): string[] {
  return [...service.secrets, ...facts.issued.flatMap(({ password, token }) => [password, token])]
}

it('is signed in when a push is due and no sooner, and again after a build that outlasts session and sign-in', async () => {
  await inJob(['one', 'two'], async (run) => {
    expect(await build(run, 'one')).toBe('built')
    expect(await callsOf()).toEqual([])
    expect((await publishImage(run, 'one', LATEST)).outcome).toBe('pushed')
    const first = await callsOf()
    expect([first.slice(0, 2), first.filter((call) => call === 'GetAuthorizationToken')]).toEqual([TAKEN, ['GetAuthorizationToken']])

    // All that was made so far ends, as in a build of hours.
    await service.tell({ expire: true })
    expect(await build(run, 'two')).toBe('built')
    expect((await publishImage(run, 'two', LATEST)).outcome).toBe('pushed')
    expect(await callsOf()).toContain('GetAuthorizationToken')
  })
  const facts = await service.tell({})
  expect(facts.repositories.map(({ name, images }) => [name, images.flatMap(({ tags }) => tags).includes('latest')])).toEqual([
    ['one', true],
    ['two', true],
  ])
  expect(secretsOf(facts).filter((secret) => logged.join('\n').includes(secret))).toEqual([])
})

it('publishes with sessions that live for seconds', async () => {
  await service.tell({ sessionLifeMs: 3_000 })
  await inJob(['three'], async (run) => {
    await build(run, 'three')
    expect((await publishImage(run, 'three', LATEST)).outcome).toBe('pushed')
  })
  expect((await callsOf()).filter((call) => call === 'AssumeRoleWithWebIdentity').length).toBeGreaterThan(1)
})
