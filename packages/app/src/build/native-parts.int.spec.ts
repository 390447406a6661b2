import { parseImageReference } from '@module-images/core'
import { createEngine } from '@module-images/engine'
import { createRegistryClient, renderPlatform } from '@module-images/registry'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publishImage } from '../publish/publish-image.js'
import { readRunEnvironment } from '../session/run-environment.js'
import { openSession } from '../tasks/open-session.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { reconcileImage } from './reconcile-image.js'

const engine = createEngine({ env: process.env })
const PLATFORMS = ['linux/amd64', 'linux/arm64']
const LATEST = { tags: { releases: [], branch: ['latest'] }, moveTags: false }

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry?.stop())

/** A build without RUN needs no machine of its kind, so that one engine stands for two machines. */
it('builds each platform by itself, with a parent of that platform, and merges what was pushed without a build', async () => {
  const files = {
    ...{ 'modules/parts-base/Dockerfile': 'FROM scratch\nCOPY own /own\n', 'modules/parts-base/own': registry.host },
    'modules/parts-top/Dockerfile': `FROM public.ecr.aws/openscpca/parts-base:latest\nLABEL own=${registry.host}\n`,
  }
  const root = temporaryWorkspace(files, { platforms: PLATFORMS })
  const machine = async (part?: string) => {
    const given = part === undefined ? {} : { MODULE_IMAGES_PART: part }
    const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${registry.host}/lab`, ...given })
    const context = { env: process.env, environment, signal: new AbortController().signal, log: () => undefined }
    const run = openSession(readWorkspace(root), context)
    const receipts = []
    try {
      for (const name of ['parts-base', 'parts-top']) {
        const { outcome } = await reconcileImage(run, name, { published: true, tags: LATEST.tags })
        receipts.push({ built: outcome, ...(await publishImage(run, name, LATEST)) })
      }
    } finally {
      await run.close()
    }
    for (const { image, contentTag } of receipts) await engine.remove(`${image}:${contentTag}`)
    return { receipts }
  }
  const digests: string[] = []
  for (const part of PLATFORMS) {
    const { receipts } = await machine(part)
    expect(receipts.map(({ built, outcome, tags }) => [built, outcome, tags])).toEqual(Array(2).fill(['built', 'pushed', []]))
    digests.push(receipts[1]?.digest ?? '')
  }
  const { receipts } = await machine()
  expect(receipts.map(({ built, tags }) => [built, tags])).toEqual(Array(2).fill(['present', ['latest']]))
  const client = createRegistryClient({ credentials: { name: 'nobody', find: async () => undefined } })
  const reply = await client.getManifest(parseImageReference(`${registry.host}/lab/parts-top:latest`))
  if (reply.kind === 'missing' || reply.manifest.content.kind !== 'index') throw new Error('There is no index.')
  const { manifests } = reply.manifest.content
  expect(manifests.map(({ platform }) => platform && renderPlatform(platform)).toSorted()).toEqual(PLATFORMS)
  expect(manifests.map(({ digest }) => digest).toSorted()).toEqual(digests.toSorted())
})
