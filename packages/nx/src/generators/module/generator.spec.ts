import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModuleImagesError } from '@module-images/core'
import { logger, readJson, type Tree, writeJson } from '@nx/devkit'
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing'
import { describe, expect, it, vi } from 'vitest'
import { readWorkspaceFrom } from '@module-images/workspace'
import { type ModuleFlags, TEMPLATE_NAMES } from './scaffold/module-traits.js'
import { createTreeFiles } from '../sync/tree-files.js'
import moduleGenerator from './generator.js'

function workspace(options: object = { modules: 'analyses/*' }, files: Readonly<Record<string, string>> = {}): Tree {
  const tree = createTreeWithEmptyWorkspace()
  tree.delete('.oxfmtrc.json')
  writeJson(tree, 'nx.json', { plugins: [{ plugin: '@module-images/nx', options }] })
  for (const [path, text] of Object.entries(files)) tree.write(path, text)
  return tree
}

const filesOf = (tree: Tree, prefix: string) => tree.listChanges().flatMap(({ path }) => (path.startsWith(prefix) ? [path] : []))

describe('the module generator', () => {
  it.each<[ModuleFlags, string[]]>([
    [{}, []],
    [{ useRenv: true }, ['notebook-template.Rmd', 'renv.lock', 'scripts/analysis.R']],
    [{ usePython: true, condaFileOnly: true }, ['environment.yml', 'scripts/analysis.py']],
    [{ template: ['renv'] }, ['notebook-template.Rmd', 'renv.lock', 'scripts/analysis.R']],
    [{ template: ['plain'] }, []],
    [
      { template: ['r', 'jupyter'], condaFileOnly: true },
      ['environment.yml', 'notebook-template.Rmd', 'notebook-template.ipynb', 'scripts/analysis.R'],
    ],
    [
      { template: ['renv'], usePython: true },
      ['environment.yml', 'notebook-template.Rmd', 'renv.lock', 'scripts/analysis.R', 'scripts/analysis.py'],
    ],
    [{ useR: true, useJupyter: true }, ['environment.yml', 'notebook-template.Rmd', 'notebook-template.ipynb', 'scripts/analysis.R']],
  ])('writes a module that this plugin reads: %o', async (flags, more) => {
    const tree = workspace()
    await moduleGenerator(tree, { name: 'my-Module', ...flags })
    const common = ['.dockerignore', '.gitignore', 'Dockerfile', 'README.md', 'project.json', 'run.sh']
    expect(filesOf(tree, 'analyses/').sort()).toEqual([...common, ...more].map((file) => `analyses/my-Module/${file}`).sort())
    const { modules, broken } = readWorkspaceFrom(createTreeFiles(tree))
    expect(broken).toEqual(new Map())
    expect(modules.get('my-Module')).toMatchObject({ root: 'analyses/my-Module', image: 'my-module', active: false })
    expect(tree.listChanges().find(({ path }) => path.endsWith('/run.sh'))?.options).toEqual({ mode: 0o755 })
  })

  it('offers each template once, by prompt and by option', () => {
    const file = join(import.meta.dirname, '../../../schemas/module-generator.json')
    const { properties } = JSON.parse(readFileSync(file, 'utf8')) as {
      properties: { template: { items: { enum: string[] }; 'x-prompt': { items: { value: string }[] } } }
    }
    expect(properties.template.items.enum).toEqual(TEMPLATE_NAMES)
    expect(properties.template['x-prompt'].items.map(({ value }) => value)).toEqual(TEMPLATE_NAMES)
  })

  it('tags the module inactive, and writes its workflows, which start by hand only', async () => {
    const tree = workspace()
    await moduleGenerator(tree, { name: 'a' })
    expect(readJson<object>(tree, 'analyses/a/project.json')).toEqual({
      $schema: '../../node_modules/nx/schemas/project-schema.json',
      name: 'a',
      tags: ['docker:inactive'],
    })
    for (const file of ['docker_a.yml', 'run_a.yml']) {
      const text = tree.read(`.github/workflows/${file}`, 'utf-8') ?? ''
      expect(text).toContain('a is inactive: it starts by hand only.')
      expect(text).not.toContain('pull_request')
    }
  })

  it.each([
    ['BSD-3-Clause', 'BSD-3-Clause'],
    ['(MIT OR Apache-2.0)', 'NOASSERTION'],
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['MIT"\nRUN evil', 'NOASSERTION'],
    [undefined, 'NOASSERTION'],
  ])('labels the image with the licence of the workspace: %s', async (license, label) => {
    const tree = workspace(undefined, { 'package.json': JSON.stringify({ name: 'x', license }) })
    await moduleGenerator(tree, { name: 'a' })
    expect(tree.read('analyses/a/Dockerfile', 'utf-8')).toContain(`org.opencontainers.image.licenses="${label}"\n`)
  })

  it('sets the variables that nx.json or the command line names', async () => {
    const tree = workspace()
    await moduleGenerator(tree, { name: 'a', env: ['LAB_IMAGE=TRUE'] })
    expect(tree.read('analyses/a/Dockerfile', 'utf-8')).toContain('ENV LAB_IMAGE=TRUE \\\n    LANG=C.UTF-8\n')
  })

  it.each(['LAB_IMAGE', '1=x', 'A=b c', 'A=b\nRUN evil', 'A=$(x)', 'A="b"'])('takes no variable that would need quotes: %j', (text) => {
    const file = join(import.meta.dirname, '../../../schemas/module-generator.json')
    const { properties } = JSON.parse(readFileSync(file, 'utf8')) as { properties: { env: { items: { pattern: string } } } }
    expect([
      new RegExp(properties.env.items.pattern).test(text),
      new RegExp(properties.env.items.pattern).test('LAB_DATA=/data:1'),
    ]).toEqual([false, true])
  })

  it('goes on beside a test of another module that somebody wrote by hand, and says so', async () => {
    const warn = vi.spyOn(logger, 'warn').mockImplementation(() => undefined)
    const tree = workspace(undefined, { 'analyses/old/Dockerfile': 'FROM scratch\n', '.github/workflows/run_old.yml': 'name: mine\n' })
    await moduleGenerator(tree, { name: 'a' })
    expect(filesOf(tree, '.github/workflows/run_')).toEqual(['.github/workflows/run_old.yml', '.github/workflows/run_a.yml'])
    expect(tree.read('.github/workflows/run_old.yml', 'utf-8')).toBe('name: mine\n')
    expect(warn.mock.calls.flat().join('\n')).toContain('\n  .github/workflows/run_old.yml')
    warn.mockRestore()
  })

  it('takes the folder that --directory names, if modules of it are found', async () => {
    const tree = workspace({ modules: ['analyses/*', 'more/**'] })
    await moduleGenerator(tree, { name: 'a', directory: './more/deep/' })
    expect(filesOf(tree, 'more/')).toContain('more/deep/a/Dockerfile')
  })

  it.each<[string, { name: string; directory?: string }, string]>([
    ['a path', { name: '../x' }, 'bad-module-name'],
    ['a device of Windows', { name: 'aux' }, 'bad-module-name'],
    ['another case of a folder there is', { name: 'NOTES' }, 'module-name-taken'],
    ['another case of a module', { name: 'hello-r' }, 'module-name-taken'],
    ['the image of a module', { name: 'Simulator' }, 'module-name-taken'],
    ['an Nx project of another kind', { name: 'site' }, 'module-name-taken'],
    ['a folder outside the globs', { name: 'a', directory: 'elsewhere' }, 'bad-directory'],
    ['a folder outside the workspace', { name: 'a', directory: '../analyses' }, 'bad-directory'],
    ['a folder that is absolute', { name: 'a', directory: '/etc' }, 'bad-directory'],
  ])('refuses %s before anything is written', async (_, options, code) => {
    const tree = workspace(undefined, {
      'analyses/hello-R/Dockerfile': 'FROM scratch\n',
      'analyses/notes/todo.txt': 'no module\n',
      'analyses/simulate-sce/Dockerfile': 'FROM scratch\n',
      'analyses/simulate-sce/project.json': '{"name":"simulate-sce","targets":{"docker-build":{"options":{"image":"simulator"}}}}',
      'site/project.json': '{"name":"site"}',
    })
    const before = tree.listChanges().map(({ path }) => path)
    const refused = (await moduleGenerator(tree, options).catch((error: unknown) => error)) as Error
    expect((refused.cause as ModuleImagesError).code).toBe(code)
    expect(tree.listChanges().map(({ path }) => path)).toEqual(before)
  })

  it('asks for a folder where the globs name none', async () => {
    const tree = workspace({ modules: '**/images/*' })
    await expect(moduleGenerator(tree, { name: 'a' })).rejects.toThrow('Name it: --directory=analyses')
  })
})
