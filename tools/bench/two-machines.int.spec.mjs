// @ts-check
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../local/command.mjs'
import { startEngine } from '../local/dockerd.mjs'
import { startRegistry } from '../local/registry-server.mjs'
import { batch } from './competitors/batch.mjs'
import { CHECKOUT } from '../local/set-up.mjs'
import { planModules, writeModules } from './modules.mjs'

const MACHINES = ['one', 'two']
const MODULES = planModules(6)

let folder = ''
/** @type {Awaited<ReturnType<typeof startRegistry>>} */
let registry
/** @type {Awaited<ReturnType<typeof startEngine>>[]} */
const engines = []

/** Two machines: engines with data folders of their own, and one registry. They share nothing else. */
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-two-')))
  registry = await startRegistry({ folder: join(folder, 'registry') })
  const compiler = [process.execPath, join(CHECKOUT, 'node_modules/typescript/bin/tsc'), '--build']
  await run(compiler, { cwd: CHECKOUT, failure: 'The packages do not build.' })
  for (const name of MACHINES) {
    const place = join(folder, name)
    const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n']
    engines.push(await startEngine({ folder: place, socket: join(place, 'docker.sock'), network: 'own-bridge', prefix }))
    mkdirSync(workspaceOf(name))
    symlinkSync(join(CHECKOUT, 'node_modules'), join(workspaceOf(name), 'node_modules'))
  }
})

afterAll(async () => {
  for (const engine of engines) await engine.stop()
  await registry?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const workspaceOf = (/** @type {string} */ name) => join(folder, `workspace-${name}`)

/** The same checkout on both machines. @param {string} prefix */
function checkOut(prefix) {
  const registryPrefix = `${registry.host}/${prefix}`
  for (const name of MACHINES) {
    writeModules(join(workspaceOf(name), 'modules'), MODULES, { seed: prefix, registry: registryPrefix })
    batch.configure({ folder: workspaceOf(name), modules: MODULES, registry: registryPrefix })
  }
}

/** Publishes everything from one machine. @param {number} index */
function publish(index) {
  const cwd = workspaceOf(MACHINES[index] ?? '')
  const [[program = '', ...args] = []] = batch.publish({ folder: cwd, modules: MODULES, registry: '' }, 'latest')
  const env = { ...process.env, CI: 'true', DOCKER_HOST: engines[index]?.host }
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  /** @type {Promise<string>} */
  const done = new Promise((resolve) => child.once('close', (code) => resolve(code === 0 ? 'done' : `${code}: ${output}`)))
  return { done, output: () => output, kill: () => child.kill('SIGKILL') }
}

/** What each machine says it published. @param {string} name */
function receipts(name) {
  return MODULES.map((module) => JSON.parse(readFileSync(join(workspaceOf(name), 'dist/images', `${module.name}.json`), 'utf8')))
}

/** Digest, and labels of the image. @param {string} repository @param {string} tag */
async function readTag(repository, tag) {
  const url = `http://${registry.host}/v2/${repository}`
  const accept = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'].join(', ')
  const reply = await fetch(`${url}/manifests/${tag}`, { headers: { accept } })
  const manifest = /** @type {{ config: { digest: string }, layers: { digest: string }[] }} */ (await reply.json())
  const blob = await fetch(`${url}/blobs/${manifest.config.digest}`)
  const { config } = /** @type {{ config: { Labels: Record<string, string> } }} */ (await blob.json())
  return { digest: reply.headers.get('docker-content-digest'), key: config.Labels['io.github.module-images.key'], manifest }
}

/** Every tag names one digest, built for its key, and all its layers are there. @param {string} prefix @param {string} machine */
async function expectWhole(prefix, machine) {
  for (const { module, key, contentTag } of receipts(machine)) {
    const content = await readTag(`${prefix}/${module}`, contentTag)
    const latest = await readTag(`${prefix}/${module}`, 'latest')
    expect({ module, latest: latest.digest, key: latest.key }).toEqual({ module, latest: content.digest, key })
    for (const { digest } of content.manifest.layers) {
      const blob = await fetch(`http://${registry.host}/v2/${prefix}/${module}/blobs/${digest}`, { method: 'HEAD' })
      expect({ module, digest, status: blob.status }).toEqual({ module, digest, status: 200 })
    }
  }
}

describe('two machines and one registry, with nothing else between them', () => {
  it('publish one checkout at the same time: every key is there, and every tag right', async () => {
    checkOut('together')
    expect(await Promise.all([publish(0).done, publish(1).done])).toEqual(['done', 'done'])
    await expectWhole('together', 'one')
    const [one, two] = MACHINES.map(receipts)
    expect(two?.map(({ key }) => key)).toEqual(one?.map(({ key }) => key))
  })

  it('do not wait for one another: what a killed machine began, the other makes good', async () => {
    checkOut('killed')
    const killed = publish(0)
    await vi.waitFor(() => expect(killed.output()).toMatch(/ pushing | is now /), { timeout: 90_000 })
    killed.kill()
    await killed.done
    expect(await publish(1).done).toBe('done')
    await expectWhole('killed', 'two')
  })
})
