import { beforeAll, describe, expect, it } from 'vitest'
import { baseModule, childModule, tinyModule } from './workspace/module-files.js'
import { usePackedWorkspace } from './workspace/packed-workspace.js'
import { outcomes } from './workspace/report-table.js'

interface GraphNode {
  readonly data: {
    readonly tags: readonly string[]
    readonly implicitDependencies: readonly string[]
    readonly namedInputs: Readonly<Record<string, readonly unknown[]>>
    readonly targets: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
}

const NOTHING: GraphNode['data'] = { tags: [], implicitDependencies: [], namedInputs: {}, targets: {} }

describe('the project graph', () => {
  const { workspace } = usePackedWorkspace({
    files: (workspace) => ({
      ...baseModule(workspace),
      ...childModule(workspace, 'child', ['COPY scripts/ /scripts/', 'COPY *.txt /'], {
        'renv.lock': '{}\n',
        'notes.md': 'words\n',
        'a.txt': 'a\n',
        'scripts/a.sh': 'true\n',
      }),
      ...tinyModule(workspace, 'idle'),
      'modules/idle/project.json': JSON.stringify({ name: 'idle', tags: ['docker:inactive', 'team:x'] }),
      ...tinyModule(workspace, 'conflict'),
      'modules/conflict/Dockerfile': 'FROM scratch\n<<<<<<< HEAD\nCOPY data.txt /\n=======\nCOPY data.txt /data\n>>>>>>> other\n',
      ...tinyModule(workspace, 'hello-R'),
      ...tinyModule(workspace, 'hello-r'),
      ...tinyModule(workspace, 'bad..name'),
      'modules/no-dockerfile/README.md': 'not a module\n',
    }),
  })
  let nodes: Readonly<Record<string, GraphNode>>

  beforeAll(async () => {
    const { exitCode, output } = await workspace.nx(['graph', '--file=dist/graph.json'])
    expect(exitCode, output).toBe(0)
    nodes = (JSON.parse(workspace.read('dist/graph.json')) as { graph: { nodes: typeof nodes } }).graph.nodes
  })

  it('has a project for each module, broken ones too', () => {
    expect(Object.keys(nodes).sort()).toEqual(['bad..name', 'base', 'child', 'conflict', 'hello-R', 'hello-r', 'idle'])
  })

  it('gives a module its targets, tags and parents', () => {
    const { tags, targets, implicitDependencies } = nodes['child']?.data ?? NOTHING
    expect(tags).toEqual(expect.arrayContaining(['docker', 'module']))
    expect(implicitDependencies).toEqual(['base'])
    expect(Object.keys(targets).sort()).toEqual([
      'docker-build',
      'docker-check',
      'docker-load',
      'docker-push',
      'docker-run',
      'docker-shell',
    ])
    expect(targets['docker-build']).toMatchObject({
      executor: '@module-images/nx:image',
      cache: false,
      dependsOn: ['^docker-build'],
      outputs: ['{workspaceRoot}/dist/images/{projectName}.json'],
    })
    expect(targets['docker-push']).toMatchObject({ cache: false, dependsOn: ['docker-build'] })
    expect(targets['docker-run']).toMatchObject({ cache: false, dependsOn: ['docker-build'] })
    expect(targets['docker-load']).toMatchObject({ cache: false, dependsOn: ['docker-build'] })
    expect(targets['docker-shell']).toMatchObject({ cache: false })
  })

  it('takes as inputs what the build of a module and of its parents reads, and the lockfile', () => {
    const { namedInputs, targets } = nodes['child']?.data ?? NOTHING
    const listed = targets['docker-build']?.['inputs'] as unknown[]
    const inputs = listed.flatMap((input) => (typeof input === 'string' ? (namedInputs[input] ?? [input]) : [input]))
    const files = inputs.filter((input) => typeof input === 'string')
    expect(files).toEqual(
      expect.arrayContaining([
        '{workspaceRoot}/modules/child/Dockerfile',
        '{workspaceRoot}/modules/child/renv.lock',
        '{workspaceRoot}/modules/base/Dockerfile',
        '{workspaceRoot}/modules/base/busybox',
      ]),
    )
    expect(files.filter((input) => input.includes('notes') || input.includes('/child/**'))).toEqual([])
    expect(inputs).toContainEqual({ externalDependencies: [] })
  })

  it('gives an inactive module no push', () => {
    expect(nodes['idle']?.data.tags).toEqual(expect.arrayContaining(['docker:inactive', 'team:x']))
    expect(Object.keys(nodes['idle']?.data.targets ?? {}).sort()).toEqual([
      'docker-build',
      'docker-check',
      'docker-load',
      'docker-run',
      'docker-shell',
    ])
  })

  it('fails each broken module alone, with file and line, and builds the others', async () => {
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-build'])
    expect(exitCode, output).toBe(1)
    expect(outcomes(output)).toEqual({
      'bad..name': 'failed',
      base: 'built',
      child: 'built',
      conflict: 'failed',
      'hello-R': 'failed',
      'hello-r': 'failed',
      idle: 'built',
    })
    const errors = output.split('\n').filter((line) => line.startsWith('✗ '))
    expect(errors.sort()).toEqual([
      expect.stringMatching(/^✗ error\[bad-dockerfile\]: modules\/conflict\/Dockerfile:2: .*conflict/i),
      expect.stringMatching(/^✗ error\[bad-image-name\]: modules\/bad\.\.name\/Dockerfile: .*'bad\.\.name'/),
      expect.stringMatching(/^✗ error\[image-name-collision\]: modules\/hello-R\/Dockerfile: .*'hello-r'.*modules\/hello-r/),
      expect.stringMatching(/^✗ error\[image-name-collision\]: modules\/hello-r\/Dockerfile: .*'hello-r'.*modules\/hello-R/),
    ])
  })

  it.each([
    [['docker-check', 'child', '--strit'], "✗ error[bad-task-options]: docker-check has no option 'strit'."],
    [['docker-push', 'child', '--tags=1.10'], '✗ error[bad-task-options]: The options of docker-push are not valid:'],
    [['docker-load', 'child', '--platform=3'], '✗ error[bad-task-options]: The options of docker-load are not valid:'],
    [
      ['docker-build', 'child', '--platforms=3'],
      "✗ error[option-changes-image]: modules/child/project.json: The option 'platforms' of child:docker-build comes from the command line or a configuration and would make another image: an image has one definition in a checkout.",
    ],
  ])('refuses nx %j in words, though Nx runs a batch', async (args, words) => {
    const { exitCode, output } = await workspace.nx(args)
    expect(exitCode, output).toBe(1)
    expect(output.split('\n')).toContain(words)
    expect(output).not.toContain('UnhandledPromiseRejection')
  })

  it('refuses an option of a target that it does not know', async () => {
    workspace.write({
      'modules/idle/project.json': JSON.stringify({ name: 'idle', targets: { 'docker-build': { options: { buildArg: {} } } } }),
    })
    const { exitCode, output } = await workspace.nx(['docker-check', 'idle'])
    expect(exitCode, output).toBe(1)
    expect(output).toContain('Unrecognized key: "buildArg"')
  })

  it('refuses an option it does not know, by name', async () => {
    const before = workspace.read('nx.json')
    workspace.write({ 'nx.json': before.replace('"registry"', '"registri"') })
    const { exitCode, output } = await workspace.nx(['show', 'projects'])
    workspace.write({ 'nx.json': before })
    expect(exitCode, output).toBe(1)
    expect(output).toContain('"registri"')
    expect(output).toContain('nx.json')
  })
})
