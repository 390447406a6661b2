// @ts-check
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../local/command.mjs'
import { BUSYBOX } from '../local/programs.mjs'
import { batch } from './competitors/batch.mjs'
import { SHELL, startHostedRunner } from './hosted-runner.mjs'

const MEBIBYTE = 1024 * 1024
/** `MI_LAYER_MB` measures with another. */
const LAYER = Number(process.env['MI_LAYER_MB'] ?? 32) * MEBIBYTE
/** Of random bytes, which nothing can compress. */
const FILL = `RUN dd if=/dev/urandom of=/layer bs=1M count=${LAYER / MEBIBYTE}\n`

const DOCKERFILES = {
  'one stage': `FROM scratch\n${SHELL}${FILL}`,
  'a stage that is not part of the image': `FROM scratch AS build\n${SHELL}${FILL}FROM scratch\nCOPY --from=build /bin/busybox /busybox\n`,
}

/** @type {Awaited<ReturnType<typeof startHostedRunner>>} */
let runner
/** Of an engine that has done nothing yet. */
let before = 0
beforeAll(async () => {
  runner = await startHostedRunner()
  before = await engineBytes()
})
afterAll(() => runner?.stop())

/** What the engine keeps on disk: images, layers, build cache. */
async function engineBytes() {
  const argv = ['du', '--summarize', '--block-size=1', '--one-file-system', runner.engineData]
  const stdout = await run(argv, { failure: 'The engine has no folder.' })
  return Number(stdout.split('\t')[0])
}

/** @param {string} prefix @param {string} dockerfile @param {NodeJS.ProcessEnv} env */
async function push(prefix, dockerfile, env) {
  runner.write('big/Dockerfile', dockerfile)
  copyFileSync(BUSYBOX, join(runner.workspace, 'modules/big/busybox'))
  const modules = [{ name: 'big', parent: undefined, kind: /** @type {const} */ ('base') }]
  batch.configure({ folder: runner.workspace, modules, registry: `${runner.registry}/${prefix}` })
  const file = join(runner.workspace, 'nx.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"registry"', '"prune": true, "registry"'))
  await runner.execute([process.execPath, 'batch.mjs', 'latest'], { MODULE_IMAGES_ALLOW_PUSH: 'true', ...env })
}

it.each(Object.entries(DOCKERFILES))(
  'a pruned push leaves nothing of its layers on a hosted runner, of %s; elsewhere the build cache stays',
  async (name, dockerfile) => {
    await runner.empty()
    const prefix = `layer-${Object.keys(DOCKERFILES).indexOf(name)}`
    await push(prefix, dockerfile, { RUNNER_ENVIRONMENT: 'github-hosted' })
    const left = async () => (await engineBytes()) - before
    // containerd removes what nothing names any more by itself, a moment later.
    await expect.poll(left, { timeout: 60_000 }).toBeLessThan(LAYER / 8)
    console.log(`${name}: a layer of ${LAYER} bytes leaves ${await left()}`)
    await push(`${prefix}-own`, dockerfile, { RUNNER_ENVIRONMENT: 'self-hosted' })
    expect(await left()).toBeGreaterThan(LAYER)
  },
  900_000,
)
