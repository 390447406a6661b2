// @ts-check
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attempt, run } from '../../local/command.mjs'
import { startEngine } from '../../local/dockerd.mjs'
import { startRegistry } from '../../local/registry-server.mjs'
import { CHECKOUT } from '../../local/set-up.mjs'
import { batch } from '../competitors/batch.mjs'
import { planModules, writeModules } from '../modules.mjs'
import { startRemoteBuilder } from './remote-buildkit.mjs'

const MODULES = planModules(4)

let folder = ''
/** @type {Awaited<ReturnType<typeof startRegistry>>} */
let registry
/** @type {Awaited<ReturnType<typeof startEngine>>} */
let engine
/** @type {Awaited<ReturnType<typeof startRemoteBuilder>>} */
let builder

/** A builder apart from the engine at hand. */
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-far-')))
  registry = await startRegistry({ folder: join(folder, 'registry') })
  const place = join(folder, 'far')
  const socket = join(place, 'docker.sock')
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  engine = await startEngine({ folder: place, socket, network: 'own-bridge', prefix })
  builder = await startRemoteBuilder({ socket, folder: join(folder, 'builder') })
  const compiler = [process.execPath, join(CHECKOUT, 'node_modules/typescript/bin/tsc'), '--build']
  await run(compiler, { cwd: CHECKOUT, failure: 'The packages do not build.' })
})

afterAll(async () => {
  await builder?.close()
  await engine?.stop()
  await registry?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

it('publishes from a builder that sees no image of the engine: children take their parent from the registry', async () => {
  const workspace = { folder: join(folder, 'workspace'), modules: MODULES, registry: `${registry.host}/far` }
  mkdirSync(workspace.folder)
  symlinkSync(join(CHECKOUT, 'node_modules'), join(workspace.folder, 'node_modules'))
  writeModules(join(workspace.folder, 'modules'), MODULES, { seed: registry.host, registry: workspace.registry })
  batch.configure(workspace)
  const [publish = []] = batch.publish(workspace, 'latest')
  const { code, stdout, stderr } = await attempt(publish, { cwd: workspace.folder, env: { CI: 'true', ...builder.env } })
  expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' })
  for (const { name, parent } of MODULES) {
    const receipt = JSON.parse(readFileSync(join(workspace.folder, 'dist/images', `${name}.json`), 'utf8'))
    const digest = await digestOf(name, 'latest')
    expect({ name, outcome: receipt.outcome, latest: digest }).toEqual({ name, outcome: 'built', latest: receipt.digest })
    if (parent) expect(receipt.bases).toMatchObject([{ module: parent, digest: await digestOf(parent, 'latest') }])
  }
})

/** @param {string} name @param {string} tag */
async function digestOf(name, tag) {
  const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json'
  const reply = await fetch(`http://${registry.host}/v2/far/${name}/manifests/${tag}`, { method: 'HEAD', headers: { accept } })
  return reply.headers.get('docker-content-digest')
}
