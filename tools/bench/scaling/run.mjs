// @ts-check
/** `npm run bench:scaling`: many modules, of which some are to be built, by one machine, by two, and by a builder elsewhere. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEngine } from '../../local/dockerd.mjs'
import { endOnInterruption, watchForInterruption } from '../../local/interruption.mjs'
import { registryFiles, startRegistry } from '../../local/registry-server.mjs'
import { wholeNumber } from '../../local/whole-number.mjs'
import { commandEnvironment } from '../bench.mjs'
import { configurePlugin, countBuilt } from '../competitors/nx.mjs'
import { measure } from '../measure/measure.mjs'
import { changeLockfile, planModules, writeModules } from '../modules.mjs'
import { seedRegistry } from '../seed-registry.mjs'
import { copyTemplate, createOwnTemplate } from '../templates.mjs'
import { startRemoteBuilder } from './remote-buildkit.mjs'

const USAGE = `npm run bench:scaling [-- OPTION…]

Makes a workspace whose images are all in a registry, changes the lockfiles of some modules, and publishes: by one machine, by two that share the
work as docs/scaling.md says, and by one whose builds run on a builder of buildx's remote driver. Prints a table. Needs root, dockerd and docker-registry.

  --modules N   modules in all, in tens; 2000
  --changed N   of them, modules to be built; 200
  --help        this text`

const OPTIONS = /** @type {const} */ ({
  modules: { type: 'string', default: '2000' },
  changed: { type: 'string', default: '200' },
  help: { type: 'boolean', default: false },
})

/** @typedef {import('../measure/measure.mjs').Sample} Sample */

async function main() {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) return void process.stdout.write(`${USAGE}\n`)
  const sizes = { modules: wholeNumber(values.modules), changed: wholeNumber(values.changed) }
  watchForInterruption()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-scaling-')))
  /** @type {(() => Promise<void>)[]} what is to be stopped, the last first */
  const stops = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const registry = await startRegistry({ folder: join(folder, 'registry') })
    stops.push(registry.stop)
    const engines = []
    for (const name of ['one', 'two']) {
      const socket = join(folder, name, 'docker.sock')
      const engine = await startEngine({ folder: join(folder, name), socket, network: 'own-bridge' })
      stops.push(engine.stop)
      engines.push({ socket, env: { DOCKER_HOST: engine.host } })
    }
    const [one, two] = /** @type {[typeof engines[0], typeof engines[0]]} */ (engines)
    const far = await startRemoteBuilder({ socket: two.socket, folder: join(folder, 'builder') })
    stops.push(far.close)
    const place = { folder, registry, sizes, template: await createOwnTemplate(join(folder, 'template')) }
    process.stdout.write('| | seconds | built | requests | memory |\n| --- | ---: | ---: | ---: | ---: |\n')
    tell('one machine', await publish('alone', [{ env: one.env }], place))
    const [low, high] = halves(sizes.modules)
    const shared = [
      { env: one.env, first: low },
      { env: two.env, first: high },
    ]
    tell('two machines that share the work', await publish('shared', shared, place))
    tell('one machine, a remote builder', await publish('remote', [{ env: { ...one.env, ...far.env } }], place))
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

/** What `--projects` takes for the first and the second half. @param {number} count */
function halves(count) {
  const names = planModules(count).map(({ name }) => name)
  const middle = Math.ceil(names.length / 20) * 10
  return [names.slice(0, middle).join(), names.slice(middle).join()]
}

/**
 * @param {string} name of the repositories
 * @param {readonly { env: NodeJS.ProcessEnv, first?: string | undefined }[]} machines at the same time; `first`: what each does before it does all
 * @param {{ folder: string, registry: Awaited<ReturnType<typeof startRegistry>>, sizes: { modules: number, changed: number },
 *   template: import('../templates.mjs').Template }} place
 * @returns {Promise<Sample[]>}
 */
async function publish(name, machines, { folder, registry, sizes, template }) {
  const modules = planModules(sizes.modules)
  const prefix = `${registry.host}/${name}`
  /** @type {string[]} */
  const folders = []
  for (const index of machines.keys()) {
    const workspace = { folder: join(folder, `${name}-${index}`), modules, registry: prefix }
    await copyTemplate(template, workspace.folder)
    writeModules(join(workspace.folder, 'modules'), modules, { seed: name, registry: prefix, files: 2, busybox: false })
    configurePlugin(workspace)
    if (index === 0) await seedRegistry(workspace)
    for (const module of spread(modules, sizes.changed)) changeLockfile(join(workspace.folder, 'modules'), module, name)
    folders.push(workspace.folder)
  }
  const doors = { registryLog: registry.logFile, registryData: registryFiles(join(folder, 'registry')).data }
  return Promise.all(
    machines.map(({ env, first }, index) => {
      const cwd = folders[index] ?? ''
      const nx = [process.execPath, 'node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'docker-push', '--tags=latest']
      const steps = first === undefined ? [nx] : [[...nx, `--projects=${first}`], nx]
      return measure({ steps, cwd, env: { ...commandEnvironment(), ...env } }, doors)
    }),
  )
}

/** Modules that need no other, evenly. @param {readonly import('../modules.mjs').PlannedModule[]} modules @param {number} count */
function spread(modules, count) {
  const plain = modules.filter(({ kind }) => kind === 'plain')
  return Array.from({ length: Math.min(count, plain.length) }, (_, index) => {
    const module = plain[Math.floor((index * plain.length) / count)]
    if (module === undefined) throw new Error('There is no such module.')
    return module
  })
}

/** @param {string} title @param {readonly Sample[]} samples of machines that ran at the same time */
function tell(title, samples) {
  const failed = samples.find(({ ok }) => !ok)
  if (failed) throw new Error(`${title}: ${failed.said}`)
  const all = (/** @type {(sample: Sample) => number} */ of) => samples.map(of)
  const requests = Math.max(...all(({ traffic }) => traffic.requests))
  const built = all(({ output }) => countBuilt(output)).reduce((sum, one) => sum + one, 0)
  const seconds = Math.max(...all((sample) => sample.seconds)).toFixed(1)
  const memory = all((sample) => Math.round((sample.memory?.tree ?? 0) / 1e6)).map((megabytes) => `${megabytes} MB`)
  process.stdout.write(`| ${title} | ${seconds} | ${built} | ${requests} | ${memory.join(' and ')} |\n`)
}

await endOnInterruption(main)
