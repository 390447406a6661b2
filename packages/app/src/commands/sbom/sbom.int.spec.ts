import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KEY_LABEL } from '@module-images/core'
import { readLockfile } from '@module-images/lockfiles'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { runSbom, type SbomOptions } from './run-sbom.js'

let registry: TestRegistry
const folder = mkdtempSync(join(tmpdir(), 'module-images-sbom-'))
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(async () => {
  await registry.stop()
  rmSync(folder, { recursive: true })
})

const sbom = (root: string, options: Partial<SbomOptions> & Pick<SbomOptions, 'module'>, env: Record<string, string> = {}) =>
  recordCommand(root, (context) => runSbom({ format: 'cyclonedx', output: undefined, offline: true, ...options }, context), env)

interface Listed {
  readonly components: readonly { readonly name: string; readonly version?: string; readonly purl?: string }[]
  readonly metadata: { readonly component: { readonly version: string } }
}

const ROOT = join(import.meta.dirname, '../../../../..')
const SAMPLES = [
  ['r-base', 'renv.lock'],
  ['hello-r', 'renv.lock'],
  ['hello-clusters', 'renv.lock'],
  ['hello-python', 'requirements.txt'],
  ['hello-conda', 'conda-lock.yml'],
] as const

it.each(SAMPLES)('lists every package of the lockfile of %s, with a package URL', async (module, file) => {
  const root = join(folder, module)
  for (const path of ['nx.json', 'package.json', 'modules']) cpSync(join(ROOT, path), join(root, path), { recursive: true })
  const { out, code } = await sbom(root, { module })
  const { components } = JSON.parse(out) as Listed
  const { packages = [] } = readLockfile(readFileSync(join(root, 'modules', module, file)), file) ?? {}
  const wanted = packages
    .filter(({ platforms }) => platforms?.includes('linux-64') ?? true)
    .map(({ name, version }) => `${name} ${version}`)
  expect(wanted.length).toBeGreaterThan(0)
  expect({ code, listed: components.map(({ name, version }) => `${name} ${version}`).sort() }).toEqual({ code: 0, listed: wanted.sort() })
  expect(components.filter(({ purl }) => purl === undefined)).toEqual([])
})

const FILES = { 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/requirements.txt': 'numpy==2.2.4\nnot a requirement!\n' }

it('names the digest of the published image, and the content key where there is none', async () => {
  const root = temporaryWorkspace(FILES)
  const env = { MODULE_IMAGES_REGISTRY: `${registry.host}/sbom` }
  const key = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (key.kind === 'broken') throw key.error
  const before = await sbom(root, { module: 'a', offline: false }, env)
  expect((JSON.parse(before.out) as Listed).metadata.component.version).toBe(key.key)
  expect(before.logged.slice(1)).toEqual([
    "Not in the list: modules/a/requirements.txt:2: 'not a requirement!' is not a requirement pip can read.",
    `${registry.host}/sbom/a is not published from this checkout: the list names its content key, and no digest.`,
  ])
  const digest = await registry.put('sbom/a', key.contentTag, { content: 'a', labels: { [KEY_LABEL]: key.key } })
  const output = join(root, 'out/a.json')
  const { code, out } = await sbom(root, { module: 'modules/a', offline: false, output }, env)
  expect({ code, out }).toEqual({ code: 0, out: '' })
  expect((JSON.parse(readFileSync(output, 'utf8')) as Listed).metadata.component.version).toBe(digest)
})

it('refuses what is no module, and one that is broken', async () => {
  const root = temporaryWorkspace({ ...FILES, 'modules/b/Dockerfile': 'FORM scratch\n' })
  await expect(sbom(root, { module: 'c' })).rejects.toMatchObject({ code: 'unknown-module' })
  await expect(sbom(root, { module: 'b' })).rejects.toMatchObject({ place: { file: 'modules/b/Dockerfile' } })
})

it.each([
  ['cyclonedx', { metadata: { component: { licenses: [{ license: { id: 'MIT' } }] } } }],
  ['spdx', { packages: [{ name: 'a', licenseDeclared: 'MIT' }, {}] }],
] as const)('says the licence of the image as CITATION.cff does, in %s', async (format, expected) => {
  const root = temporaryWorkspace({ ...FILES, 'CITATION.cff': 'title: All\nauthors: [{name: The lab}]\nlicense: MIT\n' })
  expect(JSON.parse((await sbom(root, { module: 'a', format })).out)).toMatchObject(expected)
})
