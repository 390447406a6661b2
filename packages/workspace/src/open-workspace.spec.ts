import { describe, expect, it } from 'vitest'
import { askNobody } from './testing/plain-workspace.js'
import { temporaryWorkspace } from './testing/temporary-workspace.js'
import type { NxProject } from './module-definition.js'
import { openWorkspace } from './read-workspace.js'

const PLUGIN = '@module-images/nx'
const MODULE = { 'modules/a/Dockerfile': 'FROM scratch\n' }
const OURS: NxProject = { root: 'modules/a', name: 'a', targets: { 'docker-build': { executor: '@module-images/nx:image' } } }

const nxJson = (more: object) => ({ 'nx.json': JSON.stringify({ plugins: [PLUGIN], ...more }) })
const project = (value: object) => ({ 'modules/a/project.json': JSON.stringify(value) })
const target = (value: object) => project({ targets: { 'docker-build': value } })
const defaults = (value: object) => nxJson({ targetDefaults: value })

/** How often Nx is asked for these files, beside one module. */
async function countAsked(files: Readonly<Record<string, string>>): Promise<number> {
  let asked = 0
  const { modules } = await openWorkspace(temporaryWorkspace({ ...MODULE, ...files }), async () => {
    asked += 1
    return [OURS]
  })
  expect([...modules.keys()]).toHaveLength(1)
  return asked
}

describe('openWorkspace', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['nothing but a Dockerfile', {}],
    ['a name and tags', project({ name: '@x/a', tags: ['t'] })],
    ['plain options', target({ options: { buildArgs: { V: '1' } }, dependsOn: ['build'], inputs: ['{projectRoot}/x'] })],
    ['options of other targets', project({ targets: { test: { executor: 'x:y', options: { command: '{projectRoot}' } } } })],
    ['a command of a run', project({ targets: { 'docker-run': { options: { command: 'true' } } } })],
    ['comments and trailing commas', { 'modules/a/project.json': '// a\n{ "name": "a", }' }],
    ['plain defaults of its own target', defaults({ 'docker-build': { options: { builder: 'far' } } })],
    ['defaults of other targets', defaults({ build: { cache: true }, 'nx:run-commands': { cache: true } })],
    ['a plugin for other folders', nxJson({ plugins: [PLUGIN, { plugin: 'p', include: ['packages/**/*'] }] })],
    ['a .gitignore of other files', { '.gitignore': 'dist\nmodules/*/data\n' }],
  ])('reads %s without Nx', async (_what, files) => expect(await countAsked(files)).toBe(0))

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a token', target({ options: { buildArgs: { P: '{projectName}' } } })],
    ['a spread', target({ options: { '...': true, buildArgs: {} } })],
    ['another executor', target({ executor: 'nx:run-commands' })],
    ['a package.json', { 'modules/a/package.json': '{}' }],
    ['defaults by executor', defaults({ '@module-images/nx:image': {} })],
    ['defaults by glob', defaults({ 'docker-*': {} })],
    ['filtered defaults', defaults({ 'docker-build': [{ filter: { projects: ['a'] }, options: {} }] })],
    ['another plugin', nxJson({ plugins: [PLUGIN, 'p'] })],
    ['a plugin for these folders', nxJson({ plugins: [PLUGIN, { plugin: 'p', include: ['**/x.json'] }] })],
    ['a plugin for all but other folders', nxJson({ plugins: [PLUGIN, { plugin: 'p', include: ['!packages/**'] }] })],
    ['an exclude of its own', nxJson({ plugins: [{ plugin: PLUGIN, exclude: ['modules/b/**'] }] })],
    ['an include of its own', nxJson({ plugins: [{ plugin: PLUGIN, include: ['modules/a/*'] }] })],
    ['a preset', nxJson({ extends: 'nx/presets/npm.json' })],
    ['an .nxignore', { '.nxignore': '*.md\n' }],
    ['a module that git ignores', { '.gitignore': 'modules/b\n', 'modules/b/Dockerfile': 'FROM scratch\n' }],
    ['a module that a .gitignore beside it hides', { 'modules/.gitignore': 'b\n', 'modules/b/Dockerfile': 'FROM scratch\n' }],
  ])('asks Nx once where there is %s', async (_what, files) => expect(await countAsked(files)).toBe(1))

  it('takes no project for a module that has other targets, or that no glob matches', async () => {
    const projects: NxProject[] = [
      OURS,
      { root: 'modules/b', name: 'b', targets: { 'docker-build': { executor: 'nx:run-commands' } } },
      { ...OURS, root: 'packages/c', name: 'c' },
    ]
    const root = temporaryWorkspace({
      ...MODULE,
      '.nxignore': '',
      'modules/b/Dockerfile': 'FROM scratch\n',
      'packages/c/Dockerfile': 'FROM scratch\n',
    })
    const { modules, broken } = await openWorkspace(root, async () => projects)
    expect([[...modules.keys()], [...broken.keys()]]).toEqual([['a'], []])
  })

  it('finds modules within modules, and says what keeps one from being one', async () => {
    const files = {
      'modules/a/inner/Dockerfile': 'FROM scratch\n',
      'modules/c/Dockerfile': 'FROM scratch\n',
      'modules/c/project.json': JSON.stringify({ targets: { 'docker-check': { cache: true } } }),
      'modules/d/Dockerfile': 'FROM scratch\n',
      'modules/d/project.json': JSON.stringify({ name: '../d' }),
    }
    const { modules, broken } = await openWorkspace(temporaryWorkspace({ ...MODULE, ...files }, { modules: 'modules/**' }), askNobody)
    expect([...modules.values()].map(({ name, root }) => [name, root])).toEqual([
      ['a', 'modules/a'],
      ['inner', 'modules/a/inner'],
    ])
    expect([...broken.values()].map(({ name, error }) => [name, error.code])).toEqual([
      ['c', 'cached-target'],
      ['modules-d', 'bad-project-name'],
    ])
  })

  it('refuses a plugin that is listed twice, and says where a file is no JSON', async () => {
    const entry = (modules: string) => ({ plugin: PLUGIN, options: { modules } })
    const twice = temporaryWorkspace({ ...MODULE, ...nxJson({ plugins: [entry('modules/*'), entry('more/*')] }) })
    await expect(openWorkspace(twice, askNobody)).rejects.toMatchObject({ code: 'plugin-listed-twice', place: { file: 'nx.json' } })
    await expect(openWorkspace(temporaryWorkspace({ 'nx.json': '{\n  // a\n  "plugins": [\n' }), askNobody)).rejects.toMatchObject({
      code: 'bad-nx-json',
      place: { file: 'nx.json', line: 4 },
    })
  })
})
