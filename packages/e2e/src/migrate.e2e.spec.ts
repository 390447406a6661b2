import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOrThrow } from './process/run-command.js'
import { packAs, type PackageServer, startPackageServer } from './registry/package-server.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import type { TestWorkspace } from './workspace/test-workspace.js'

const SAMPLE = join(import.meta.dirname, '../../nx/src/migrations/testing/samples/0.1.0')
const PLUGIN = '@module-images/nx'

/** As it is published: by a version that every migration is older than. */
const VERSION = '99.0.0'

/** A workspace of 0.1.0, moved on to what is packed now as its owner would; each test goes on where the last one stopped. */
describe('a workspace of 0.1.0', () => {
  const { registry, workspace } = usePackedWorkspace({})
  let server: PackageServer
  let pin = ''

  beforeAll(async () => {
    server = await startPackageServer(
      await packAs(VERSION, join(workspace.root, 'node_modules', PLUGIN), join(workspace.sandbox, 'packed')),
    )
    await layOut(workspace, server.url)
    pin = await workspace.commit('0.1.0')
  })
  afterAll(() => server.stop())

  /** Nx would run its own newest version, from the network; and it installs below no folder that others may write to. */
  const env = { NX_MIGRATE_USE_LOCAL: 'true', NX_ALLOW_INSECURE_DIRECTORIES: 'true' }
  const nx = async (...args: string[]) => {
    const { exitCode, output } = await workspace.nx(args, { env })
    expect(exitCode, output).toBe(0)
    return output
  }
  const changed = async () => (await workspace.git('diff', '--name-only', pin)).split('\n')

  it('gets the new version and its migrations from a registry', async () => {
    await nx('migrate', PLUGIN)
    expect(JSON.parse(workspace.read('migrations.json'))).toMatchObject({
      migrations: ['dependencies', 'configuration', 'workflows'].map((name) => ({ package: PLUGIN, name: `0-2-0-${name}` })),
    })
    expect(await changed()).toEqual(['package.json'])
  })

  it('is changed where 0.1.0 said what is refused now, and told of it', async () => {
    const output = await nx('migrate', '--run-migrations')
    for (const line of [
      'package.json: @module-images/core, @module-images/engine, @module-images/registry removed',
      'nx.json: targetDefaults.docker-build: "cache" removed',
      "modules/par/project.json: targets.docker-build: labels moved from its defaultConfiguration 'ci'",
      'Every content key changes once',
    ])
      expect(output).toContain(line)
    const files = await changed()
    expect(files).toContain('.github/workflows/docker_all-modules.yml')
    expect(files.filter((file) => !file.startsWith('.github/workflows/'))).toEqual([
      'modules/par/project.json',
      'nx.json',
      'package-lock.json',
      'package.json',
    ])
    expect(readdirSync(join(workspace.root, 'node_modules/@module-images'))).toEqual(['nx'])
    await nx('sync:check')
  })

  it('stays as it is the second time, with the migrations of the installed package', async () => {
    pin = await workspace.commit('migrated')
    const output = await nx('migrate', `--run-migrations=node_modules/${PLUGIN}/migrations.json`)
    expect(output.match(/No changes were made\n/g)).toHaveLength(3)
    expect(await changed()).toEqual([''])
  })

  it('has its base lock and its receipt read, and builds and publishes', async () => {
    const plan = await workspace.moduleImages(['plan', '--offline', '--json'])
    expect(plan.exitCode, plan.output).toBe(0)
    const { modules } = JSON.parse(plan.stdout) as { modules: { name: string; bases: { digest: string }[] }[] }
    const [base] = modules.find(({ name }) => name === 'deb')?.bases ?? []
    expect(workspace.read('modules/deb/image-lock.json')).toContain(`"${base?.digest}"`)
    // Of another key than this checkout's, so no upload of it.
    expect(await workspace.moduleImages(['subjects'])).toMatchObject({ exitCode: 0, stdout: '' })

    await nx('run-many', '-t', 'docker-push')
    const { contentTag, image } = workspace.receipt('kid')
    expect(image).toBe(`${workspace.registry}/kid`)
    expect(await registry.tags(`${workspace.prefix}/kid`)).toEqual([contentTag, 'latest'].sort())
    expect(await workspace.moduleImages(['subjects'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(image) as string })
  })

  it('refuses files of a version that comes after this one, with their place', async () => {
    const [lock, receipt] = ['modules/deb/image-lock.json', 'dist/images/kid.json']
    for (const [file, field] of [
      [lock, 'lock'],
      [receipt, 'receipt'],
    ] as const)
      workspace.write({ [file]: workspace.read(file).replace(`"${field}": 1`, `"${field}": 2`) })
    const told = (file: string) => new RegExp(`${file}: This [a-z ]+ was made by a newer version: .*\n +Update @module-images/nx`)
    expect((await workspace.moduleImages(['lock', '--check', 'deb'])).output).toMatch(told(lock))
    expect((await workspace.moduleImages(['subjects'])).output).toMatch(told(receipt))
    expect((await workspace.nx(['docker-build', 'deb'])).output).toMatch(told(lock))
    expect((await workspace.nx(['docker-build', 'par'])).exitCode).toBe(0)
  })
})

/** The sample, published to the test's own registry, and installed as far as `nx migrate` looks. */
async function layOut(workspace: TestWorkspace, npmRegistry: string): Promise<void> {
  const entries = readdirSync(SAMPLE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const sample = entries.map(({ parentPath, name }) => {
    const file = join(parentPath, name)
    const text = readFileSync(file, 'utf8').replaceAll('registry.example/sample', workspace.registry)
    return [file.slice(SAMPLE.length + 1).replace(/\.sample$/, ''), text] as const
  })
  const { 'package.json': manifest = '', 'receipts/par.json': receipt = '', ...files } = Object.fromEntries(sample)
  const installed = `node_modules/${PLUGIN}/package.json`
  workspace.write({
    ...files,
    'dist/images/par.json': receipt,
    'package.json': withInstalledNx(manifest, workspace.read('package.json')),
    [installed]: JSON.stringify({ ...(JSON.parse(workspace.read(installed)) as object), version: '0.1.0' }),
    // npm writes these in place, and they are the template's.
    ...Object.fromEntries(['package-lock.json', 'node_modules/.package-lock.json'].map((file) => [file, workspace.read(file)])),
    '.npmrc': `@module-images:registry=${npmRegistry}\n`,
    '.gitignore': `${workspace.read('.gitignore')}.npmrc\nmigrations.json\n`,
  })
  for (const name of ['core', 'engine', 'registry']) await packStandIn(name, join(workspace.sandbox, 'tarballs'))
}

function withInstalledNx(manifest: string, template: string): string {
  const read = (text: string) => JSON.parse(text) as { devDependencies: Record<string, string> }
  const { [PLUGIN]: _, ...nx } = read(template).devDependencies
  const { devDependencies, ...rest } = read(manifest)
  return JSON.stringify({ ...rest, devDependencies: { ...devDependencies, ...nx } }, null, 2)
}

/** One of the packages of 0.1.0 that are installed beside the plugin, with nothing in it. */
async function packStandIn(name: string, folder: string): Promise<void> {
  const source = join(folder, name)
  mkdirSync(join(source, 'package'), { recursive: true })
  writeFileSync(join(source, 'package/package.json'), JSON.stringify({ name: `@module-images/${name}`, version: '0.1.0' }))
  const target = join(folder, `module-images-${name}-0.1.0.tgz`)
  await runOrThrow({ command: 'tar', args: ['--create', '--gzip', '--file', target, '--directory', source, 'package'], env: process.env })
}
