import { describe, expect, it } from 'vitest'
import { waitFor } from './process/wait-for.js'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'

/** Nothing is ever pushed here, so that the engine alone can have an image. */
describe('a build of what is there', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'child', ['RUN echo made > /made']),
      ...tinyModule(workspace, 'tiny-a'),
      ...tinyModule(workspace, 'tiny-b'),
    }),
  })

  /** What the table says happened, by module; nothing may come from Nx's cache. */
  async function build(env: NodeJS.ProcessEnv = {}, args = ['run-many', '-t', 'docker-build']): Promise<Record<string, string>> {
    const { exitCode, output } = await workspace.nx(args, { env })
    expect(exitCode, output).toBe(0)
    expect(output).not.toMatch(/docker-build {2}\[/)
    return outcomes(output)
  }

  const nameOf = (module: string) => {
    const { image, contentTag } = workspace.receipt(module)
    return `${image}:${contentTag}`
  }

  const ALL = ['base', 'child', 'tiny-a', 'tiny-b']
  const all = (happened: string) => Object.fromEntries(ALL.map((module) => [module, happened]))

  it('needs a first run', async () => {
    expect(await build()).toEqual(all('built'))
    expect(await workspace.engine.images(workspace.registry)).toEqual(ALL.map(nameOf))
  })

  it('finds all images, and brings a lost receipt back', async () => {
    const receipt = workspace.receipt('child')
    workspace.remove('dist/images/child.json')
    expect(await build()).toEqual(all('present'))
    expect(workspace.receipt('child')).toMatchObject({ key: receipt.key, contentTag: receipt.contentTag })
  })

  it('builds those that were removed, and not their children', async () => {
    await workspace.engine.docker('rmi', '--force', nameOf('tiny-a'), nameOf('base'))
    expect(await build()).toEqual({ ...all('present'), base: 'built', 'tiny-a': 'built' })
    expect(await workspace.engine.images(workspace.registry)).toEqual(ALL.map(nameOf))
  })

  it('is as true with the daemon', async () => {
    const env = { NX_DAEMON: 'true', NX_ISOLATE_PLUGINS: 'true' }
    try {
      expect(await build(env)).toEqual(all('present'))
      await workspace.engine.docker('rmi', '--force', nameOf('tiny-b'))
      expect(await build(env)).toEqual({ ...all('present'), 'tiny-b': 'built' })
    } finally {
      await workspace.nx(['daemon', '--stop'], { env })
    }
    await waitFor('the daemon to end', () => workspace.leftProcesses().length === 0)
  })

  it('comes before a cached target that depends on it', async () => {
    workspace.write({
      'modules/tiny-a/project.json': JSON.stringify({
        targets: { test: { command: 'true', cache: true, inputs: ['{projectRoot}/data.txt'], dependsOn: ['docker-build'] } },
      }),
    })
    const args = ['run', 'tiny-a:test']
    await build({}, args)
    await workspace.engine.docker('rmi', '--force', nameOf('tiny-a'))
    expect(await build({}, args)).toEqual({ 'tiny-a': 'built' })
    expect(await workspace.engine.images(workspace.registry)).toContain(nameOf('tiny-a'))
  })

  it('follows what a task before it made of another source, and is selected by that source', async () => {
    const made = (text: string) => ({
      'modules/tiny-b/Dockerfile': 'FROM scratch\nCOPY dist /\n',
      'modules/tiny-b/src.txt': `${workspace.registry} ${text}\n`,
      'modules/tiny-b/project.json': JSON.stringify({
        targets: {
          build: {
            command: 'mkdir -p modules/tiny-b/dist && cp modules/tiny-b/src.txt modules/tiny-b/dist/made.txt',
            cache: true,
            inputs: ['{projectRoot}/src.txt'],
            outputs: ['{projectRoot}/dist'],
          },
          'docker-build': { dependsOn: ['build'] },
        },
      }),
    })
    const args = ['run', 'tiny-b:docker-build']
    workspace.write(made('one'))
    expect(await build({}, args)).toEqual({ 'tiny-b': 'built' })
    const before = workspace.receipt('tiny-b').key
    await workspace.commit()
    workspace.write(made('two'))
    expect(await build({}, args)).toEqual({ 'tiny-b': 'built' })
    expect(workspace.receipt('tiny-b').key).not.toBe(before)
    expect(await workspace.engine.images(workspace.registry)).toContain(nameOf('tiny-b'))
    const { output } = await workspace.nx(['affected', '-t', 'docker-build', '--base=HEAD', '--graph=stdout'])
    expect(Object.keys((JSON.parse(output) as { tasks: { tasks: object } }).tasks.tasks)).toContain('tiny-b:docker-build')
    expect(output).not.toContain('tiny-a:docker-build')
  })
})
