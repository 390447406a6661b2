import { describe, expect, it } from 'vitest'
import { tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'
import type { TestWorkspace } from './workspace/test-workspace.js'

/** A module whose image hangs on its arguments. */
function arguedModule(workspace: TestWorkspace, name: string, targets: object = {}) {
  return {
    ...tinyModule(workspace, name),
    [`modules/${name}/Dockerfile`]: 'FROM scratch\nARG V\nLABEL v=$V\nCOPY data.txt /\n',
    [`modules/${name}/project.json`]: `// said\n${JSON.stringify({ targets }, null, 2).replace(/\n\}$/, ',\n}')}`,
  }
}

describe('an image has one definition in a checkout', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      'nx.json': JSON.stringify({
        ...JSON.parse(workspace.read('nx.json')),
        targetDefaults: { 'docker-build': { options: { buildArgs: { V: 'default' } } } },
      }),
      ...arguedModule(workspace, 'defaulted'),
      ...arguedModule(workspace, 'configured', {
        'docker-build': { options: { buildArgs: { V: 'dev' } }, configurations: { production: { buildArgs: { V: 'prod' } } } },
      }),
      ...arguedModule(workspace, 'token', { 'docker-build': { options: { buildArgs: { V: '{projectName}' } } } }),
      ...arguedModule(workspace, 'scoped'),
      'modules/scoped/project.json': JSON.stringify({ name: '@x/scoped' }),
      ...tinyModule(workspace, 'packaged'),
      'modules/packaged/package.json': JSON.stringify({ name: '@y/packaged', nx: { tags: ['docker:inactive'] } }),
      'modules/packaged/project.json': '{}',
      ...arguedModule(workspace, 'cached', { 'docker-build': { cache: true } }),
      ...arguedModule(workspace, 'faulty', {
        'docker-build': { defaultConfiguration: 'production', configurations: { production: { buildArgs: { V: 'prod' } } } },
      }),
    }),
  })

  const GOOD = ['@x/scoped', 'configured', 'defaulted', 'token']
  const projects = `--projects=${GOOD.join(',')}`

  async function nx(...args: string[]) {
    const { exitCode, output } = await workspace.nx(args)
    expect(exitCode, output).toBe(0)
    return output
  }

  const keys = () => Object.fromEntries(GOOD.map((name) => [name, workspace.receipt(name).key]))

  it('whatever command asks: a batch, a process for each task, a push, a load, and the command line', async () => {
    expect(outcomes(await nx('run-many', '-t', 'docker-build', projects))).toEqual(Object.fromEntries(GOOD.map((name) => [name, 'built'])))
    const built = keys()
    await nx('run-many', '-t', 'docker-build', projects, '--batch=false')
    expect(keys()).toEqual(built)
    await nx('run-many', '-t', 'docker-push', projects)
    expect(keys()).toEqual(built)
    await nx('run-many', '-t', 'docker-push', projects, '--batch=false')
    expect(keys()).toEqual(built)
    const loaded = await nx('run-many', '-t', 'docker-load', projects, '--batch=false', '--output-style=static')
    for (const name of GOOD)
      expect(loaded).toContain(`in the engine as ${workspace.receipt(name).image}:${workspace.receipt(name).contentTag}`)
    const plan = JSON.parse((await workspace.moduleImages(['plan', '--json'])).stdout) as {
      modules: { name: string; key?: string; active: boolean }[]
    }
    const planned = Object.fromEntries(plan.modules.map(({ name, key }) => [name, key]))
    expect(planned).toMatchObject(built)
    expect(plan.modules.find(({ name }) => name === '@y/packaged')?.active).toBe(false)
    const verified = await workspace.moduleImages(['verify', ...GOOD])
    expect(verified.exitCode, verified.output).toBe(0)
    expect(await workspace.engine.docker('image', 'inspect', '--format={{.Config.Labels.v}}', nameOf('token'))).toContain('token')
    expect(await workspace.engine.docker('image', 'inspect', '--format={{.Config.Labels.v}}', nameOf('defaulted'))).toContain('default')
  })

  const nameOf = (name: string) => `${workspace.receipt(name).image}:${workspace.receipt(name).contentTag}`

  it.each([
    [['docker-build', 'defaulted', '--buildArgs.V=cli'], /the option 'buildArgs' of defaulted:docker-build comes from the command line/i],
    [
      ['docker-build', 'configured', '-c', 'production'],
      /'buildArgs' of configured:docker-build comes from the command line or a configuration/,
    ],
    [['docker-build', 'configured', '-c', 'production', '--batch=false'], /'buildArgs' of configured:docker-build comes from/],
    [['run-many', '-t', 'docker-build', 'docker-push', '-c', 'production', '-p', 'configured'], /'buildArgs' of configured:docker-build/],
    [
      ['docker-push', 'defaulted', '--buildArgs.V=cli', '--target=nonsense'],
      /'buildArgs' of defaulted:docker-push comes from the command line or a configuration/,
    ],
    [['docker-push', 'defaulted', '--noCache'], /'noCache' of defaulted:docker-push is one of a build/],
    [['docker-build', 'cached'], /lets Nx cache cached:docker-build/],
    [['docker-build', 'faulty'], /'buildArgs' of faulty:docker-build comes from its defaultConfiguration 'production'/],
  ])('refuses nx %j', async (args, words) => {
    const { exitCode, output } = await workspace.nx(args)
    expect(exitCode, output).toBe(1)
    expect(output).toMatch(words)
    expect(output).not.toMatch(/^ {4}at /m)
  })

  it('is inactive where package.json says so, and is not pushed', async () => {
    const { output } = await workspace.nx(['run-many', '-t', 'docker-push', '-p', '@y/packaged'])
    expect(output).not.toContain('pushing')
    const { stdout } = await workspace.nx(['show', 'project', '@y/packaged', '--json'])
    expect(stdout).toContain('docker:inactive')
  })

  it('takes what changes no image from the command line', async () => {
    expect(outcomes(await nx('docker-build', 'defaulted', '--noCache'))).toEqual({ defaulted: 'built' })
  })

  it('fails a push whose files are not those that were built', async () => {
    workspace.write({
      'modules/defaulted/project.json': JSON.stringify({
        targets: {
          spoil: { command: 'date +%s%N > modules/defaulted/data.txt', dependsOn: ['docker-build'] },
          'docker-push': { dependsOn: ['docker-build', 'spoil'] },
        },
      }),
    })
    const { exitCode, output } = await workspace.nx(['docker-push', 'defaulted', '--batch=false'])
    expect(exitCode, output).toBe(1)
    expect(output).toMatch(/defaulted was built in this run for the key [0-9a-f]{12}, and its files now make the key/)
  })
})

describe('modules within one another, the root among them', () => {
  const { workspace } = usePackedWorkspace({
    options: { modules: ['.', 'modules/**'] },
    files: (workspace) => {
      const { 'modules/whole/Dockerfile': dockerfile = '', 'modules/whole/data.txt': data = '' } = tinyModule(workspace, 'whole')
      return {
        Dockerfile: dockerfile,
        'data.txt': data,
        '.dockerignore': '*\n!data.txt\n',
        'project.json': '{ "name": "whole" }',
        ...tinyModule(workspace, 'outer'),
        ...tinyModule(workspace, 'outer/inner'),
        ...tinyModule(workspace, 'hidden'),
        '.nxignore': 'modules/hidden\n',
      }
    },
  })

  const ALL = ['inner', 'outer', 'whole']

  it('are built, pushed and planned, and what Nx does not have is no module', async () => {
    const pushed = await workspace.nx(['run-many', '-t', 'docker-push'])
    expect(pushed.exitCode, pushed.output).toBe(0)
    expect(outcomes(pushed.output)).toEqual(Object.fromEntries(ALL.map((name) => [name, 'built'])))
    const plan = await workspace.moduleImages(['plan', '--json'])
    expect(plan.exitCode, plan.output).toBe(0)
    const { modules } = JSON.parse(plan.stdout) as { modules: { name: string; key: string; action: string }[] }
    expect(modules.map(({ name, key, action }) => [name, key, action])).toEqual(
      ALL.map((name) => [name, workspace.receipt(name).key, 'none']).sort(),
    )
  })

  it('are selected by their own inputs', async () => {
    workspace.write({ 'data.txt': `${workspace.registry} other\n` })
    const { output } = await workspace.nx(['affected', '-t', 'docker-build', '--base=HEAD', '--graph=stdout'])
    expect(Object.keys((JSON.parse(output) as { tasks: { tasks: object } }).tasks.tasks)).toEqual(['whole:docker-build'])
  })
})
