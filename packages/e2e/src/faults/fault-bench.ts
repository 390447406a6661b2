import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import { createTestEngine, type TestEngine } from '../engine/test-engine.js'
import { commandEnvironment } from '../process/command-environment.js'
import { startDebianRegistry } from '../registry/debian-registry.js'
import { type BearerGuard, createBearerGuard } from './bearer-guard.js'
import { createImageRemoval, makeBenchFolder } from './bench-folder.js'
import { type FaultProxy, startFaultProxy } from './fault-proxy.js'
import { createSecretSearch, type SecretSearch } from './secret-search.js'
import type { SeededRandom } from './seeded-random.js'

/** All that one part of the suite works with: a registry, the proxy before it, the engine, and a folder where everything else lies. */
export interface FaultBench {
  readonly folder: string
  /** Holds the installed packages and the scripts that publish with them. */
  readonly product: string
  readonly engine: TestEngine
  readonly proxy: FaultProxy
  readonly guard: BearerGuard
  /** `127.0.0.1:port` of the registry, past the proxy. */
  readonly registryHost: string
  readonly secrets: SecretSearch
  readonly random: SeededRandom
  /** Variables that sign a publisher in. */
  readonly signIn: NodeJS.ProcessEnv
  /** A workspace's own places; made when first asked for. */
  lane(name: string): Lane
  stop(): Promise<void>
}

/** One workspace, with a home and a folder for temporary files of its own. */
export interface Lane {
  readonly folder: string
  readonly root: string
  /** Of every publisher there; the sign-in is in it and nowhere else. */
  readonly env: NodeJS.ProcessEnv
  /** Writes a file below the workspace. */
  write(path: string, text: string): void
}

export interface BenchRequest {
  readonly random: SeededRandom
  /** Of each request, to meet a fault. */
  readonly probability: number
}

const SCRIPTS = ['publisher.mjs', 'push-worker.mjs']

export async function startFaultBench({ random, probability }: BenchRequest): Promise<FaultBench> {
  const { path: folder, ...owned } = makeBenchFolder({ removeImages: createImageRemoval(process.env) })
  const [product, data] = ['product', 'registry'].map((name) => join(folder, name)) as [string, string]
  for (const path of [product, data, join(folder, 'lanes')]) mkdirSync(path)
  for (const name of SCRIPTS) copyFileSync(join(import.meta.dirname, 'fixtures', name), join(product, name))
  symlinkSync(join(inject('template'), 'node_modules'), join(product, 'node_modules'))
  // The packages with all their modules, as packing compiled them.
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(product, 'compiled'))
  const publisher = { username: 'publisher', password: `pw${randomBytes(12).toString('hex')}` }
  const guard = createBearerGuard(publisher, random.fork('tokens'))
  const registry = await startDebianRegistry(data, { isPrivate: false })
  const proxy = await startFaultProxy({ upstream: registry.host, guard, random: random.fork('faults'), probability })
  owned.ownImages(proxy.host)
  const engine = await createTestEngine(join(folder, 'docker'))
  const secrets = createSecretSearch(guard.secrets)
  const watch = secrets.watchProcesses()
  const signIn = {
    MODULE_IMAGES_REGISTRY_HOST: proxy.host,
    MODULE_IMAGES_REGISTRY_USERNAME: publisher.username,
    MODULE_IMAGES_REGISTRY_PASSWORD: publisher.password,
  }
  const lanes = new Map<string, Lane>()
  return {
    ...{ folder, product, engine, proxy, guard, secrets, random, signIn, registryHost: registry.host },
    lane(name) {
      const lane = lanes.get(name) ?? createLane(join(folder, 'lanes', name), { ...engine.env, ...signIn })
      lanes.set(name, lane)
      return lane
    },
    async stop() {
      watch.stop()
      await proxy.stop()
      await registry.stop()
      owned.remove()
    },
  }
}

function createLane(folder: string, env: NodeJS.ProcessEnv): Lane {
  const [root, home, temporary] = ['workspace', 'home', 'tmp'].map((name) => join(folder, name)) as [string, string, string]
  for (const path of [root, home, temporary]) mkdirSync(path, { recursive: true })
  const lane: Lane = {
    ...{ folder, root },
    env: { ...env, ...commandEnvironment({ home, temporary }), ...IMPATIENT, ...GIT },
    write(path, text) {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },
  }
  lane.write('nx.json', JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options: { parallelBuilds: 2 } }] }))
  return lane
}

/** Seconds: images are of one small file, so an engine that is silent for as long hangs. */
export const IMPATIENT = { MODULE_IMAGES_PUSH_SILENCE: '60' }

/** A fixed author, and none of the machine's settings. */
const GIT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Faults',
  GIT_AUTHOR_EMAIL: 'faults@example.org',
  GIT_COMMITTER_NAME: 'Faults',
  GIT_COMMITTER_EMAIL: 'faults@example.org',
}

/** A module of one file that starts from nothing. */
export function writeModule(lane: Lane, name: string, text: string): void {
  lane.write(`modules/${name}/Dockerfile`, 'FROM scratch\nCOPY data.txt /\n')
  lane.write(`modules/${name}/data.txt`, `${text}\n`)
}
