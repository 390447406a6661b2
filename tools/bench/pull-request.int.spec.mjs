// @ts-check
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BUSYBOX } from '../local/programs.mjs'
import { startActionsCache } from './actions-cache.mjs'
import { batch } from './competitors/batch.mjs'
import { executedSteps, SHELL, STAMP, startHostedRunner } from './hosted-runner.mjs'

/** A module's usual shape: what seldom changes first, each lockfile before what installs its packages. */
const DOCKERFILE =
  `FROM scratch\n${SHELL}${STAMP('system')}COPY renv.lock /\n${STAMP('r')}` + `COPY conda-lock.yml /\nRUN cat /conda-lock.yml > /conda\n`

/**
 * What each push of a pull request changes, three of seven the inputs, and the RUN steps that it executes: with the layer cache of the old system, and
 * with none of the pull request's own, where what an earlier push has built is built again once a step before it changes.
 */
const PULL_REQUESTS = {
  'the last lockfile': {
    pushes: ['conda-lock.yml', 'README.md', 'conda-lock.yml', 'README.md', 'conda-lock.yml', 'README.md', 'README.md'],
    old: [1, 0, 1, 0, 1, 0, 0],
    usual: [1, 0, 1, 0, 1, 0, 0],
  },
  'one lockfile after the other': {
    pushes: ['conda-lock.yml', 'README.md', 'renv.lock', 'README.md', 'conda-lock.yml', 'README.md', 'README.md'],
    old: [1, 0, 2, 0, 1, 0, 0],
    usual: [1, 0, 2, 0, 2, 0, 0],
  },
}

const MAIN = { writes: 'refs/heads/main', reads: ['refs/heads/main'] }
const PULL = { writes: 'refs/pull/1/merge', reads: ['refs/pull/1/merge', 'refs/heads/main'] }

/** @type {Awaited<ReturnType<typeof startHostedRunner>>} */
let runner
/** @type {Awaited<ReturnType<typeof startActionsCache>>} */
let cache
beforeAll(async () => void (runner = await startHostedRunner()))
afterAll(() => runner?.stop())

/** @typedef {{ publish: () => Promise<unknown>, test: () => Promise<number> }} System what a merge does, and a push of a pull request: RUN steps */

/**
 * What `docker_affected.yml` does of it, by the very commands.
 *
 * @param {Readonly<Record<string, string>>} [more] of the step that builds
 * @returns {System}
 */
function product(more = {}) {
  const tested = join(runner.workspace, 'tested.txt')
  writeFileSync(tested, '')
  return {
    publish: () => runner.execute([process.execPath, 'batch.mjs', 'latest'], { MODULE_IMAGES_ALLOW_PUSH: 'true' }),
    async test() {
      const plan = ['node_modules/.bin/module-images', 'plan', '--github-matrix', '--flat', '--tested', tested]
      const { stdout } = await runner.execute(plan)
      const [entry] = JSON.parse(stdout).levels[0]?.include ?? []
      if (entry === undefined) return 0
      const env = { GITHUB_EVENT_NAME: 'pull_request', ...more }
      const { output } = await runner.execute([process.execPath, 'batch.mjs', 'latest', 'docker-build'], env)
      writeFileSync(tested, `${entry.key}\n`, { flag: 'a' })
      return executedSteps(output).length
    },
  }
}

/** As `docker/build-push-action` builds, with a scope for each module, of which the workflows that were replaced had one for all. @returns {System} */
function oldSystem() {
  const build = async (/** @type {typeof PULL} */ access) => {
    const caches = ['--cache-from=type=gha,scope=env', '--cache-to=type=gha,scope=env,mode=max']
    const { output } = await runner.execute(
      ['docker', 'buildx', 'build', '--progress=rawjson', '--load', ...caches, 'modules/env'],
      cache.variables(access),
    )
    return countExecuted(output)
  }
  return { publish: () => build(MAIN), test: () => build(PULL) }
}

/**
 * RUN steps that BuildKit executed. Of one that a cache has, some update says so. https://docs.docker.com/reference/cli/docker/buildx/build/#progress
 *
 * @param {string} output
 */
function countExecuted(output) {
  /** @type {Map<string, boolean>} */
  const executed = new Map()
  // Some releases indent it.
  for (const [json] of output.matchAll(/^\{(?:.+\}$|$[^]*?^\}$)/gm)) {
    for (const { digest, name, cached = false, started } of JSON.parse(json).vertexes ?? []) {
      if (/ RUN /.test(name) && started) executed.set(digest, !cached && executed.get(digest) !== false)
    }
  }
  return [...executed.values()].filter(Boolean).length
}

/** @param {System} system @param {readonly string[]} pushes @param {string} name @returns {Promise<number[]>} RUN steps of each push */
async function replay(system, pushes, name) {
  rmSync(join(runner.workspace, 'modules'), { recursive: true, force: true })
  for (const file of ['renv.lock', 'conda-lock.yml', 'README.md']) runner.write(`env/${file}`, `${name}\n`)
  runner.write('env/Dockerfile', DOCKERFILE)
  copyFileSync(BUSYBOX, join(runner.workspace, 'modules/env/busybox'))
  const modules = [{ name: 'env', parent: undefined, kind: /** @type {const} */ ('base') }]
  batch.configure({ folder: runner.workspace, modules, registry: `${runner.registry}/${name}` })
  await runner.empty()
  await system.publish()
  const steps = []
  for (const [at, file] of pushes.entries()) {
    runner.write(`env/${file}`, `${name} ${at}\n`)
    await runner.empty()
    steps.push(await system.test())
  }
  return steps
}

it.each(Object.entries(PULL_REQUESTS))(
  'a pull request that changes %s executes as many RUN steps as with the cache of the old system, given one of its own',
  async (name, { pushes, old, usual }) => {
    const id = name.replaceAll(' ', '-')
    const replayed = async (/** @type {() => System} */ createSystem, /** @type {string} */ prefix) => {
      cache = await startActionsCache()
      const steps = await replay(createSystem(), pushes, prefix)
      const scopes = cache.scopes()
      await cache.stop()
      return { steps, scopes }
    }
    expect(await replayed(oldSystem, `${id}-old`)).toEqual({ steps: old, scopes: [MAIN.writes, PULL.writes] })
    const withCache = () => product({ MODULE_IMAGES_PULL_REQUEST_LAYERS: 'gha', ...cache.variables(PULL) })
    expect(await replayed(withCache, `${id}-own`)).toEqual({ steps: old, scopes: [PULL.writes] })
    expect(await replayed(product, id)).toEqual({ steps: usual, scopes: [] })
  },
  900_000,
)
