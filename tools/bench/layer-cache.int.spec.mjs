// @ts-check
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BUSYBOX } from '../local/programs.mjs'
import { registryFiles } from '../local/registry-server.mjs'
import { batch } from './competitors/batch.mjs'
import { executedSteps, SHELL, STAMP, startHostedRunner } from './hosted-runner.mjs'

/** What they have in common: a COPY of what changes, before which nothing is to be run again. @type {Record<string, (registry: string) => string>} */
const DOCKERFILES = {
  single: () => `FROM scratch\n${SHELL}${STAMP('one')}COPY src /src\nRUN cat /src/text > /made\n`,
  multi: () =>
    `FROM scratch AS tools\n${SHELL}${STAMP('tool')}FROM tools AS build\n${STAMP('two')}COPY src /src\nRUN cat /two /src/text > /made\n` +
    `FROM scratch\nCOPY --from=tools /tool /tool\nCOPY --from=build /made /made\n`,
  child: (registry) => `FROM ${registry}/single\n${STAMP('three')}COPY src /src\n`,
}
const MODULES = [
  { name: 'single', parent: undefined, kind: /** @type {const} */ ('base') },
  { name: 'multi', parent: undefined, kind: /** @type {const} */ ('base') },
  { name: 'child', parent: 'single', kind: /** @type {const} */ ('child') },
]

const SINGLE = MODULES.slice(0, 1)

/** @type {Awaited<ReturnType<typeof startHostedRunner>>} */
let runner
beforeAll(async () => void (runner = await startHostedRunner()))
afterAll(() => runner?.stop())

/** A checkout that no test before had, on an empty engine. @param {string} prefix @param {typeof MODULES} modules */
async function checkOut(prefix, modules) {
  await runner.empty()
  const host = `${runner.registry}/${prefix}`
  rmSync(join(runner.workspace, 'modules'), { recursive: true, force: true })
  for (const { name } of modules) {
    runner.write(`${name}/Dockerfile`, DOCKERFILES[name]?.(host) ?? '')
    runner.write(`${name}/src/text`, prefix)
    copyFileSync(BUSYBOX, join(runner.workspace, 'modules', name, 'busybox'))
  }
  batch.configure({ folder: runner.workspace, modules, registry: host })
}

/** Changes what each module's last COPY takes. @param {typeof MODULES} modules @param {string} text */
function changeSources(modules, text) {
  for (const { name } of modules) runner.write(`${name}/src/text`, text)
}

/** Runs a target of all modules, both without `only`. Gives the RUN steps that were run, of each module. @param {'docker-build'} [only] */
async function execute(only) {
  const argv = [process.execPath, 'batch.mjs', 'latest', ...(only ? [only] : [])]
  const { output } = await runner.execute(argv, { MODULE_IMAGES_ALLOW_PUSH: 'true' })
  return { output, executed: executedSteps(output) }
}

/** Shows the whole log where they differ. @param {{ output: string, executed: string[] }} ran @param {string[]} expected */
function expectExecuted({ output, executed }, expected) {
  const isExpected = executed.join('\n') === expected.join('\n')
  expect({ executed, output: isExpected ? '' : output }).toEqual({ executed: expected, output: '' })
}

const ACCEPT = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'].join(', ')

/** The layers of a published image. @param {string} repository */
async function layersOf(repository) {
  const reply = await fetch(`http://${runner.registry}/v2/${repository}/manifests/latest`, { headers: { accept: ACCEPT } })
  const { layers } = /** @type {{ layers: { digest: string }[] }} */ (await reply.json())
  return layers.map(({ digest }) => digest)
}

/** What the tags of a build's layers and images name. @param {string} prefix */
async function digestsOf(prefix) {
  const names = [`multi/manifests/layer-cache`, ...MODULES.map(({ name }) => `${name}/manifests/latest`)]
  const replies = names.map((name) => fetch(`http://${runner.registry}/v2/${prefix}/${name}`, { headers: { accept: ACCEPT } }))
  return (await Promise.all(replies)).map(({ headers }) => headers.get('docker-content-digest'))
}

/** @param {string} prefix */
async function tagsOf(prefix) {
  const all = MODULES.map(async ({ name }) => {
    const reply = await fetch(`http://${runner.registry}/v2/${prefix}/${name}/tags/list`)
    const { tags } = /** @type {{ tags: string[] }} */ (await reply.json())
    return [name, tags.filter((tag) => !tag.startsWith('key-')).sort()]
  })
  return Object.fromEntries(await Promise.all(all))
}

it('an emptied engine runs no step before the changed COPY, in one stage or several, run after run; a build alone leaves no layers', async () => {
  await checkOut('chain', MODULES)
  expect((await execute()).executed).toHaveLength(8)
  const tags = { single: ['latest'], multi: ['latest', 'layer-cache'], child: ['latest'] }
  expect(await tagsOf('chain')).toEqual(tags)
  const first = await layersOf('chain/single')
  changeSources(MODULES, 'second')
  await runner.empty()
  // The child stands on another image than before.
  const changed = ['child: cat /proc/sys/kernel/random/uuid > /three', 'multi: cat /two /src/text > /made', 'single: cat /src/text > /made']
  expectExecuted(await execute(), changed)
  const second = await layersOf('chain/single')
  expect([second.slice(0, 3), second.length]).toEqual([first.slice(0, 3), 5])
  // What this run takes, the one before had taken from the first.
  changeSources(MODULES.slice(1), 'third')
  const published = await digestsOf('chain')
  await runner.empty()
  expectExecuted(await execute('docker-build'), ['multi: cat /two /src/text > /made'])
  expect(await digestsOf('chain')).toEqual(published)
  expect(await tagsOf('chain')).toEqual(tags)
}, 400_000)

it('layers of another epoch are not taken', async () => {
  await checkOut('epoch', SINGLE)
  const { executed } = await execute()
  runner.write('single/image-lock.json', '{ "lock": 1, "epoch": 1, "bases": {} }\n')
  await runner.empty()
  expectExecuted(await execute('docker-build'), executed)
}, 300_000)

it('layers that the registry has lost are made again, which is told', async () => {
  await checkOut('lost', SINGLE)
  await execute()
  const [, lost = ''] = await layersOf('lost/single')
  const hex = lost.slice('sha256:'.length)
  rmSync(join(registryFiles(runner.registryFolder).data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex), { recursive: true })
  changeSources(SINGLE, 'changed')
  await runner.empty()
  const { output } = await execute('docker-build')
  expect(output).toMatch(/^single {2}building without layers from the registry, which may be what failed: .*not found$/m)
  expect(JSON.parse(readFileSync(join(runner.workspace, 'dist/images/single.json'), 'utf8'))).toMatchObject({ outcome: 'built' })
}, 300_000)
