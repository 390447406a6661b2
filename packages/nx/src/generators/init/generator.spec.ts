import { isGenerated, type ModuleImagesError } from '@module-images/core'
import { logger, readJson, type Tree } from '@nx/devkit'
import { createTree } from '@nx/devkit/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readWorkspaceFrom } from '@module-images/workspace'
import { createTreeFiles } from '../sync/tree-files.js'
import initGenerator from './generator.js'
import { oldRepository } from './testing/old-repository.js'

/** A repository that knows nothing of Nx. */
function repository(files: Readonly<Record<string, string>>): Tree {
  const tree = createTree()
  for (const { path } of tree.listChanges()) tree.delete(path)
  for (const [path, text] of Object.entries(files)) tree.write(path, text)
  return tree
}

/** Every file and its text. */
function snapshot(tree: Tree): Record<string, string> {
  const files = tree.listChanges().filter(({ type }) => type !== 'DELETE')
  return Object.fromEntries(files.map(({ path }) => [path, tree.read(path, 'utf-8') ?? '']))
}

function logged(): string[] {
  const lines: string[] = []
  for (const level of ['info', 'warn'] as const)
    vi.spyOn(logger, level).mockImplementation((line: unknown) => void lines.push(String(line)))
  return lines
}

beforeEach(() => void logged())
afterEach(() => vi.restoreAllMocks())

describe('the init generator', () => {
  it('sets up a repository that has neither nx.json nor package.json', async () => {
    const tree = repository(oldRepository())
    await initGenerator(tree, { modules: 'analyses/*' })
    expect(readJson<object>(tree, 'nx.json')).toEqual({
      $schema: './node_modules/nx/schemas/nx-schema.json',
      analytics: false,
      defaultBase: 'main',
      plugins: [
        { plugin: '@module-images/nx', options: { activation: 'opt-in', modules: 'analyses/*', registry: 'public.ecr.aws/openscpca' } },
      ],
      sync: { globalGenerators: ['@module-images/nx:sync'] },
      tui: { enabled: false },
    })
    expect(readJson<object>(tree, 'package.json')).toMatchObject({
      private: true,
      scripts: { sync: 'nx sync', 'sync:check': 'nx sync:check' },
      devDependencies: { '@module-images/nx': expect.stringMatching(/^\^\d/), nx: expect.stringMatching(/^\d/) },
    })
    expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules/\n.nx/\n/dist/\n')
  })

  it('sets which modules are active as the old workflows do, and changes no Dockerfile', async () => {
    const files = oldRepository()
    const tree = repository(files)
    await initGenerator(tree, {})
    const { modules } = readWorkspaceFrom(createTreeFiles(tree))
    expect(Object.fromEntries([...modules.values()].map(({ name, active }) => [name, active]))).toEqual({
      'hello-R': true,
      forgotten: true,
      off: false,
      new: false,
    })
    expect(readJson<{ tags: string[] }>(tree, 'analyses/hello-R/project.json').tags).toEqual(['docker:active'])
    // A folder that appears later, as by an old script, is published by nobody until it says so.
    expect(tree.exists('analyses/new/project.json')).toBe(false)
    const dockerfiles = (all: Readonly<Record<string, string>>) =>
      Object.entries(all)
        .filter(([path]) => path.endsWith('Dockerfile'))
        .sort()
    expect(dockerfiles(snapshot(tree))).toEqual(dockerfiles(files))
  })

  it('puts generated workflows in the place of those of the old system, and leaves others', async () => {
    const files = oldRepository()
    const tree = repository(files)
    await initGenerator(tree, {})
    const folder = '.github/workflows'
    const workflows = tree.children(folder).sort()
    const generated = workflows.filter((name) => isGenerated(tree.read(`${folder}/${name}`, 'utf-8') ?? ''))
    const modules = ['forgotten', 'hello-R', 'new', 'off']
    expect(generated).toEqual(
      ['build-push-docker-module.yml', 'docker_affected.yml', 'docker_all-modules.yml', ...modules.map((m) => `docker_${m}.yml`)].sort(),
    )
    expect(workflows.filter((name) => !generated.includes(name))).toEqual(['docker_gone.yml', 'docker_website.yml', 'spellcheck.yml'])
    for (const name of ['docker_gone.yml', 'docker_website.yml', 'spellcheck.yml']) {
      expect(tree.read(`${folder}/${name}`, 'utf-8')).toBe(files[`${folder}/${name}`])
    }
  })

  it('prints and writes what becomes of everything, with its places', async () => {
    const lines = logged()
    const tree = repository({ ...oldRepository(), 'scripts/new.sh': 'sed s/NAME/$1/ template > docker_$1.yml\n' })
    await initGenerator(tree, {})
    const page = tree.read('docs/module-images-migration.md', 'utf-8') ?? ''
    expect(page.split('\n').filter((line) => /^## /.test(line))).toEqual([
      '## To be set up by hand',
      '## Lost',
      '## Changed',
      '## Kept',
      '## Files whose place generated ones take',
    ])
    for (const line of [
      'There is no module gone any more. The file stays, and calls a workflow whose inputs are gone: git rm .github/workflows/docker_gone.yml',
      'The workflow of forgotten builds hello-R. (.github/workflows/docker_forgotten.yml:18)',
      'new had no workflow, so nothing built it; it starts inactive.',
      'forgotten is active but not in the release list; from now on releases publish it. (.github/workflows/docker_all-modules.yml:7)',
      'off is in the release list but inactive; from now on releases leave it alone. (.github/workflows/docker_all-modules.yml:8)',
      'docker_website.yml stays as it is: it has no mark of the old system.',
      'templates and scripts: A script that names a workflow that is generated now.',
      '(scripts/new.sh:1)',
    ])
      expect(lines[0]).toContain(line)
    expect(lines.slice(1)).toEqual([
      '4 modules, published to public.ecr.aws/openscpca.',
      'Generated workflows take the place of 5 written by hand.',
      expect.stringContaining('  npx --no module-images lock      first of all'),
    ])
  })

  it('carries over what there is an option for, and keeps the report that a person has edited', async () => {
    const reusable = '.github/workflows/build-push-docker-module.yml'
    const guard = "    if: github.repository_owner == 'Lab'\n    environment: prod\n    runs-on:"
    const tree = repository({ ...oldRepository(), [reusable]: (oldRepository()[reusable] ?? '').replace('    runs-on:', guard) })
    await initGenerator(tree, {})
    const [plugin] = readJson<{ plugins: { options: object }[] }>(tree, 'nx.json').plugins
    expect(plugin?.options).toMatchObject({ activation: 'opt-in', workflows: { owner: 'Lab', environment: 'prod' } })
    tree.write('docs/module-images-migration.md', 'read\n')
    await initGenerator(tree, {})
    expect(tree.read('docs/module-images-migration.md', 'utf-8')).toBe('read\n')
  })

  it('makes no module active where workflows do not say which are published, and names those that cannot be built', async () => {
    const files = {
      'modules/a/Dockerfile': 'FROM a.io/b/elsewhere:1\n',
      'modules/c/Dockerfile': 'FROM scratch\n',
      '.github/workflows/images.yml':
        'on: push\njobs:\n  all:\n    steps:\n      - uses: lab/build-container-action@v1\n        with: { folder: modules/a }\n',
    }
    const lines = logged()
    const tree = repository(files)
    await initGenerator(tree, { registry: 'a.io/b' })
    const workspace = readWorkspaceFrom(createTreeFiles(tree))
    expect([...workspace.modules.values(), ...workspace.broken.values()].map(({ active }) => active)).toEqual([false, false])
    for (const line of [
      'active modules: No module is active, since the workflows do not say which are published.',
      'modules that cannot be built: a: ',
      'add \'elsewhere\' to "externalImages" of the plugin in nx.json. (modules/a/Dockerfile:1)',
      'workflows that build images: images.yml builds or publishes images of modules and stays as it is.',
    ])
      expect(lines[0]).toContain(line)

    const chosen = repository(files)
    await initGenerator(chosen, { registry: 'a.io/b', activation: 'opt-out' })
    expect(readWorkspaceFrom(createTreeFiles(chosen)).modules.get('c')?.active).toBe(true)
  })

  it('keeps build inputs at the line ends of Linux, and lets what the repository says of files win', async () => {
    const tree = repository({ ...oldRepository(), '.gitattributes': '*.rds filter=lfs -text\n' })
    await initGenerator(tree, {})
    const text = tree.read('.gitattributes', 'utf-8')
    expect(text).toMatch(/^# .*\n\/analyses\/\*\* text=auto eol=lf\n\n\*\.rds filter=lfs -text\n$/)
    await initGenerator(tree, {})
    expect(tree.read('.gitattributes', 'utf-8')).toBe(text)
  })

  it.each(['/abs', '../up', 'a/../../b', '', 'a b'])('refuses the folder %j for the package', async (packageFolder) => {
    await expect(initGenerator(repository(oldRepository()), { packageFolder })).rejects.toThrow('is not a folder below the workspace root')
  })

  it('changes nothing the second time, with the same options or with none', async () => {
    const tree = repository(oldRepository())
    await initGenerator(tree, { modules: 'analyses/*', registry: 'public.ecr.aws/openscpca' })
    const first = snapshot(tree)
    await initGenerator(tree, { modules: 'analyses/*', registry: 'public.ecr.aws/openscpca' })
    expect(snapshot(tree)).toEqual(first)
    await initGenerator(tree, {})
    expect(snapshot(tree)).toEqual(first)
  })

  it('labels the images with a licence, beside the labels that are there, whenever it is named', async () => {
    const tree = repository(oldRepository())
    await initGenerator(tree, {})
    const before = readJson<object>(tree, 'nx.json')
    const others = { 'docker-build': { dependsOn: ['test'], options: { labels: { team: 'a' } } }, lint: { cache: true } }
    tree.write('nx.json', JSON.stringify({ ...before, targetDefaults: others }))
    await initGenerator(tree, { license: 'BSD-3-Clause' })
    expect(readJson<object>(tree, 'nx.json')).toEqual({
      ...before,
      targetDefaults: {
        'docker-build': { dependsOn: ['test'], options: { labels: { team: 'a', 'org.opencontainers.image.licenses': 'BSD-3-Clause' } } },
        lint: { cache: true },
      },
    })
    const first = snapshot(tree)
    await initGenerator(tree, {})
    expect(snapshot(tree)).toEqual(first)
  })

  it('keeps what a person has switched since', async () => {
    const tree = repository(oldRepository())
    await initGenerator(tree, {})
    tree.write('analyses/off/project.json', '{"name":"off","tags":[]}')
    await initGenerator(tree, {})
    expect(readJson<object>(tree, 'analyses/off/project.json')).toEqual({ name: 'off', tags: [] })
  })

  it('takes a workflow that the old script makes later for that of its module alone', async () => {
    const tree = repository(oldRepository())
    await initGenerator(tree, {})
    tree.write('analyses/later/Dockerfile', 'FROM scratch\n')
    tree.write('.github/workflows/docker_later.yml', (oldRepository()['.github/workflows/docker_off.yml'] ?? '').replaceAll('off', 'later'))
    await initGenerator(tree, {})
    const { modules } = readWorkspaceFrom(createTreeFiles(tree))
    const active = [...modules.values()].filter((module) => module.active).map(({ name }) => name)
    expect(active).toEqual(['forgotten', 'hello-R'])
    expect(isGenerated(tree.read('.github/workflows/docker_later.yml', 'utf-8') ?? '')).toBe(true)
  })

  it('adds to what is there and overrides nothing', async () => {
    const tree = repository({
      'modules/a/Dockerfile': 'FROM scratch\n',
      'nx.json': JSON.stringify({
        defaultBase: 'trunk',
        plugins: ['other', { plugin: '@module-images/nx', include: ['x'], options: { registry: 'ghcr.io/x', tags: ['edge'] } }],
        sync: { globalGenerators: ['other:sync'], applyChanges: true },
        tui: { enabled: true, autoExit: 5 },
      }),
      'package.json': JSON.stringify({
        name: 'mine',
        scripts: { sync: 'mine' },
        dependencies: { nx: '24.0.6' },
        devDependencies: { '@module-images/nx': 'file:x.tgz' },
      }),
      '.gitignore': 'node_modules\n/.nx\ndist',
    })
    await initGenerator(tree, {})
    expect(readJson<object>(tree, 'nx.json')).toEqual({
      defaultBase: 'trunk',
      plugins: [
        'other',
        { plugin: '@module-images/nx', include: ['x'], options: { modules: 'modules/*', registry: 'ghcr.io/x', tags: ['edge'] } },
      ],
      sync: { globalGenerators: ['other:sync', '@module-images/nx:sync'], applyChanges: true },
      tui: { enabled: true, autoExit: 5 },
    })
    expect(readJson<object>(tree, 'package.json')).toEqual({
      name: 'mine',
      scripts: { sync: 'mine', 'sync:check': 'nx sync:check' },
      dependencies: { nx: '24.0.6' },
      devDependencies: { '@module-images/nx': 'file:x.tgz' },
    })
    expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\n/.nx\ndist')
    // Without an old system nobody's state is touched.
    expect(tree.exists('modules/a/project.json')).toBe(false)
  })

  const MINE = 'name: hello-R\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n'

  it('generates no workflow over a hand-written one, and says which are in the way', async () => {
    const lines = logged()
    const tree = repository({ ...oldRepository(), '.github/workflows/docker_hello-R.yml': MINE })
    await initGenerator(tree, { registry: 'public.ecr.aws/openscpca' })
    expect(tree.read('.github/workflows/docker_hello-R.yml', 'utf-8')).toBe(MINE)
    expect(tree.exists('.github/workflows/docker_affected.yml')).toBe(false)
    expect(lines.join('\n')).toContain('have names that generated ones need:\n  .github/workflows/docker_hello-R.yml\n')
  })

  it('keeps the tests that modules have, and generates all else', async () => {
    const lines = logged()
    const tree = repository({ ...oldRepository(), '.github/workflows/run_hello-R.yml': MINE })
    await initGenerator(tree, {})
    expect(tree.read('.github/workflows/run_hello-R.yml', 'utf-8')).toBe(MINE)
    expect(tree.exists('.github/workflows/docker_hello-R.yml')).toBe(true)
    expect(lines.join('\n')).toContain('Written by hand, and left as they are:\n  .github/workflows/run_hello-R.yml\n')
  })

  it.each<[string, Record<string, string>, object, string]>([
    ['no modules anywhere', { 'README.md': '' }, { registry: 'a.io/b' }, 'no-modules-found'],
    ['a glob without modules', { 'modules/a/Dockerfile': 'FROM x\n' }, { modules: 'other/*', registry: 'a.io/b' }, 'no-modules-found'],
    ['no registry', { 'modules/a/Dockerfile': 'FROM x\n' }, {}, 'registry-unknown'],
    ['a registry that is none', { 'modules/a/Dockerfile': 'FROM x\n' }, { registry: 'https://a.io/b' }, 'bad-registry'],
    ['an nx.json that is no JSON', { 'modules/a/Dockerfile': 'FROM x\n', 'nx.json': '{' }, { registry: 'a.io/b' }, 'bad-nx-json'],
  ])('refuses %s before anything is written', async (_, files, options, code) => {
    const tree = repository(files)
    const refused = (await initGenerator(tree, options).catch((error: unknown) => error)) as Error
    expect((refused.cause as ModuleImagesError).code).toBe(code)
    expect(snapshot(tree)).toEqual(files)
  })

  it.each([{}, { modules: '*' }])('says what a Dockerfile has to be called where none is found, with %j', async (options) => {
    const tree = repository({ 'analyses/a/Dockerfile_1.0': 'FROM x\n', 'b/Containerfile': 'FROM x\n' })
    await expect(initGenerator(tree, { registry: 'a.io/b', ...options })).rejects.toThrow('call it Dockerfile')
  })

  it("offers GitHub's registry, under the repository's owner in lower case", async () => {
    const files = {
      '.git/config': '[remote "origin"]\n\turl = https://github.com/AlexsLemonade/OpenScPCA-analysis.git\n',
      'modules/m/Dockerfile': 'FROM scratch\n',
    }
    await expect(initGenerator(repository(files), {})).rejects.toThrow('Name it: --registry ghcr.io/alexslemonade')
    const tree = repository(files)
    await initGenerator(tree, { registry: 'ghcr.io' })
    expect(tree.read('nx.json', 'utf-8')).toContain('"registry": "ghcr.io/alexslemonade"')
    expect(tree.read('.github/workflows/build-push-docker-module.yml', 'utf-8')).toContain('GITHUB_TOKEN: ${{ github.token }}')
  })

  it('takes several globs, and asks to choose between registries that differ', async () => {
    const two = {
      ...oldRepository('a.io/x'),
      '.github/workflows/build-push-docker-module.yaml': oldRepository('b.io/y')['.github/workflows/build-push-docker-module.yml'] ?? '',
    }
    await expect(initGenerator(repository(two), {})).rejects.toThrow('Name it: --registry')
    const tree = repository({ ...two, 'modules/m/Dockerfile': 'FROM scratch\n' })
    await initGenerator(tree, { registry: 'b.io/y' })
    expect(readJson<{ plugins: unknown[] }>(tree, 'nx.json').plugins).toEqual([
      { plugin: '@module-images/nx', options: { activation: 'opt-in', modules: ['modules/*', 'analyses/*'], registry: 'b.io/y' } },
    ])
  })
})
