// @ts-check
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attempt, run } from '../local/command.mjs'
import { startEngine } from '../local/dockerd.mjs'
import { BUSYBOX } from '../local/programs.mjs'
import { registryFiles, startRegistry } from '../local/registry-server.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { batch } from './competitors/batch.mjs'

const SHELL = 'COPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n'
/** Never the same twice, so that equal layers are not run again. */
const STAMP = (/** @type {string} */ name) => `RUN cat /proc/sys/kernel/random/uuid > /${name}\n`

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

let folder = ''
/** @type {Awaited<ReturnType<typeof startRegistry>>} */
let registry
/** @type {Awaited<ReturnType<typeof startEngine>>} */
let engine
const workspace = () => join(folder, 'workspace')
const registryFolder = () => join(folder, 'registry')

/** A registry, and an engine that is emptied between runs, as hosted runners are. */
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-layers-')))
  registry = await startRegistry({ folder: registryFolder() })
  await run([process.execPath, join(CHECKOUT, 'node_modules/typescript/bin/tsc'), '--build'], {
    cwd: CHECKOUT,
    failure: 'The packages do not build.',
  })
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const place = join(folder, 'engine')
  engine = await startEngine({ folder: place, socket: join(place, 'docker.sock'), network: 'own-bridge', prefix })
  mkdirSync(workspace())
  symlinkSync(join(CHECKOUT, 'node_modules'), join(workspace(), 'node_modules'))
}, 120_000)

afterAll(async () => {
  await engine?.stop()
  await registry?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** @param {string} path below the modules @param {string} text */
function write(path, text) {
  const file = join(workspace(), 'modules', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** A checkout that no test before had, on an empty engine. @param {string} prefix @param {typeof MODULES} modules */
async function checkOut(prefix, modules) {
  await emptyEngine()
  const host = `${registry.host}/${prefix}`
  rmSync(join(workspace(), 'modules'), { recursive: true, force: true })
  for (const { name } of modules) {
    write(`${name}/Dockerfile`, DOCKERFILES[name]?.(host) ?? '')
    write(`${name}/src/text`, prefix)
    copyFileSync(BUSYBOX, join(workspace(), 'modules', name, 'busybox'))
  }
  batch.configure({ folder: workspace(), modules, registry: host })
}

/** Changes what each module's last COPY takes. @param {typeof MODULES} modules @param {string} text */
function changeSources(modules, text) {
  for (const { name } of modules) write(`${name}/src/text`, text)
}

async function emptyEngine() {
  const env = { DOCKER_HOST: engine.host }
  await run(['docker', 'system', 'prune', '--all', '--force'], { env, failure: 'The engine was not emptied.' })
  await run(['docker', 'buildx', 'prune', '--all', '--force'], { env, failure: 'The cache was not emptied.' })
}

/** Runs a target of all modules, both without `only`. Gives the RUN steps that were run, of each module. @param {'docker-build'} [only] */
async function execute(only) {
  const argv = [process.execPath, 'batch.mjs', 'latest', ...(only ? [only] : [])]
  const env = { CI: 'true', DOCKER_HOST: engine.host, MODULE_IMAGES_ALLOW_PUSH: 'true' }
  const { code, stdout, stderr } = await attempt(argv, { cwd: workspace(), env, seconds: 170 })
  const output = stdout + stderr
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' })
  return { output, executed: executedSteps(output) }
}

/** Shows the whole log where they differ. @param {{ output: string, executed: string[] }} ran @param {string[]} expected */
function expectExecuted({ output, executed }, expected) {
  const isExpected = executed.join('\n') === expected.join('\n')
  expect({ executed, output: isExpected ? '' : output }).toEqual({ executed: expected, output: '' })
}

/** A step that is looked up in a cache may be told of before that is known: then a second line says so. @param {string} output */
function executedSteps(output) {
  /** @type {Map<string, string>} */
  const steps = new Map()
  for (const line of output.split('\n')) {
    const [, module, number, step] = /^(\S+ {2})(\[[^\]]+\])(?: RUN (.*?))?(?: {2}cached)?$/.exec(line) ?? []
    const name = `${module}${number}`
    if (line.endsWith('  cached')) steps.delete(name)
    else if (step !== undefined) steps.set(name, `${module?.trim()}: ${step}`)
  }
  return [...steps.values()].sort()
}

const ACCEPT = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'].join(', ')

/** The layers of a published image. @param {string} repository */
async function layersOf(repository) {
  const reply = await fetch(`http://${registry.host}/v2/${repository}/manifests/latest`, { headers: { accept: ACCEPT } })
  const { layers } = /** @type {{ layers: { digest: string }[] }} */ (await reply.json())
  return layers.map(({ digest }) => digest)
}

/** What the tags of a build's layers and images name. @param {string} prefix */
async function digestsOf(prefix) {
  const names = [`multi/manifests/layer-cache`, ...MODULES.map(({ name }) => `${name}/manifests/latest`)]
  const replies = names.map((name) => fetch(`http://${registry.host}/v2/${prefix}/${name}`, { headers: { accept: ACCEPT } }))
  return (await Promise.all(replies)).map(({ headers }) => headers.get('docker-content-digest'))
}

/** @param {string} prefix */
async function tagsOf(prefix) {
  const all = MODULES.map(async ({ name }) => {
    const reply = await fetch(`http://${registry.host}/v2/${prefix}/${name}/tags/list`)
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
  await emptyEngine()
  // The child stands on another image than before.
  const changed = ['child: cat /proc/sys/kernel/random/uuid > /three', 'multi: cat /two /src/text > /made', 'single: cat /src/text > /made']
  expectExecuted(await execute(), changed)
  const second = await layersOf('chain/single')
  expect([second.slice(0, 3), second.length]).toEqual([first.slice(0, 3), 5])
  // What this run takes, the one before had taken from the first.
  changeSources(MODULES.slice(1), 'third')
  const published = await digestsOf('chain')
  await emptyEngine()
  expectExecuted(await execute('docker-build'), ['multi: cat /two /src/text > /made'])
  expect(await digestsOf('chain')).toEqual(published)
  expect(await tagsOf('chain')).toEqual(tags)
}, 400_000)

it('layers of another epoch are not taken', async () => {
  await checkOut('epoch', SINGLE)
  const { executed } = await execute()
  write('single/image-lock.json', '{ "lock": 1, "epoch": 1, "bases": {} }\n')
  await emptyEngine()
  expectExecuted(await execute('docker-build'), executed)
}, 300_000)

it('layers that the registry has lost are made again, which is told', async () => {
  await checkOut('lost', SINGLE)
  await execute()
  const [, lost = ''] = await layersOf('lost/single')
  const hex = lost.slice('sha256:'.length)
  rmSync(join(registryFiles(registryFolder()).data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex), { recursive: true })
  changeSources(SINGLE, 'changed')
  await emptyEngine()
  const { output } = await execute('docker-build')
  expect(output).toMatch(/^single {2}building without layers from the registry, which may be what failed: .*not found$/m)
  expect(JSON.parse(readFileSync(join(workspace(), 'dist/images/single.json'), 'utf8'))).toMatchObject({ outcome: 'built' })
}, 300_000)
