import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing'
import { logger, type Tree } from '@nx/devkit'
import { describe, expect, it, vi } from 'vitest'
import syncGenerator from './generator.js'

const FOLDER = '.github/workflows'
const SHARED = ['build-push-docker-module.yml', 'docker_affected.yml', 'docker_all-modules.yml']
const COMMAND = 'To write them anew, run: npx nx sync'

/** A workspace with modules `a` and `b`, in step; `b` is inactive. */
async function workspace(options: object = {}): Promise<Tree> {
  const tree = createTreeWithEmptyWorkspace()
  tree.delete('.oxfmtrc.json')
  tree.write('nx.json', JSON.stringify({ defaultBase: 'origin/trunk', plugins: [{ plugin: '@module-images/nx', options }] }))
  for (const name of ['a', 'b']) {
    tree.write(`modules/${name}/Dockerfile`, 'FROM scratch\n')
    tree.write(`modules/${name}/run.sh`, '#!/bin/sh\n')
  }
  tree.write('modules/b/project.json', JSON.stringify({ name: 'b', tags: ['docker:inactive'] }))
  await syncGenerator(tree)
  return tree
}

/** Runs the generator and tells which files it changed. */
async function sync(tree: Tree) {
  const before = files(tree)
  const result = await syncGenerator(tree)
  const after = files(tree)
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
  return { result, changed: changed.sort() }
}

function files(tree: Tree): Map<string, string> {
  const paths = [...tree.children(FOLDER).map((name) => `${FOLDER}/${name}`), '.github/dependabot.yml']
  return new Map(paths.map((path) => [path, tree.read(path, 'utf-8') ?? '']))
}

describe('sync', () => {
  it('writes the workflows of all modules, and of the workspace', async () => {
    const tree = await workspace()
    expect(tree.children(FOLDER).sort()).toEqual(
      [...SHARED, 'docker_a.yml', 'docker_b.yml', 'run_a.yml', 'run_all-modules.yml', 'run_b.yml'].sort(),
    )
    expect(tree.read(`${FOLDER}/run_a.yml`, 'utf-8')).toContain('modules/a/**')
    expect(tree.read(`${FOLDER}/run_b.yml`, 'utf-8')).toContain('b is inactive')
    expect(tree.read(`${FOLDER}/docker_affected.yml`, 'utf-8')).toContain('branches: [trunk]')
    expect(tree.read('.github/dependabot.yml', 'utf-8')).toContain('github-actions')
  })

  it('changes nothing the second time', async () => {
    expect(await sync(await workspace())).toEqual({ result: {}, changed: [] })
  })

  it('takes line ends of Windows for what they are', async () => {
    const tree = await workspace()
    const path = `${FOLDER}/docker_a.yml`
    tree.write(path, tree.read(path, 'utf-8')?.replaceAll('\n', '\r\n') ?? '')
    expect(await sync(tree)).toEqual({ result: {}, changed: [] })
  })

  it('removes the workflows of a module that is gone, and none written by hand', async () => {
    const tree = await workspace()
    tree.write(`${FOLDER}/docker_c.yml`, 'name: mine\n')
    tree.delete('modules/a')
    expect(await sync(tree)).toEqual({
      result: {
        outOfSyncMessage: expect.stringContaining(COMMAND) as string,
        outOfSyncDetails: ['docker_a', 'run_a', 'run_all-modules'].map(
          (name) => `  ${FOLDER}/${name}.yml: its module is gone, or has nothing to run any more`,
        ),
      },
      changed: ['docker_a', 'run_a', 'run_all-modules'].map((name) => `${FOLDER}/${name}.yml`),
    })
    expect(tree.exists(`${FOLDER}/docker_c.yml`)).toBe(true)
  })

  it('follows a renamed module and a changed state', async () => {
    const tree = await workspace()
    tree.rename('modules/a/Dockerfile', 'modules/z/Dockerfile')
    tree.rename('modules/a/run.sh', 'modules/z/run.sh')
    tree.write('modules/b/project.json', JSON.stringify({ name: 'b' }))
    expect((await sync(tree)).changed).toEqual(
      ['docker_a', 'docker_b', 'docker_z', 'run_a', 'run_all-modules', 'run_b', 'run_z'].map((name) => `${FOLDER}/${name}.yml`),
    )
  })

  it('catches an edit by hand, says what fixes it, and undoes it', async () => {
    const tree = await workspace()
    const path = `${FOLDER}/docker_affected.yml`
    const text = tree.read(path, 'utf-8') ?? ''
    tree.write(path, text.replace('pull_request:', 'pull_request_target:'))
    const { result, changed } = await sync(tree)
    expect(changed).toEqual([path])
    expect(result.outOfSyncMessage).toContain(COMMAND)
    expect(result.outOfSyncDetails).toEqual([expect.stringMatching(/^ {2}\.github\/workflows\/docker_affected\.yml: not what/)])
    expect(tree.read(path, 'utf-8')).toBe(text)
  })

  it('keeps the pins that Dependabot moved, in every file', async () => {
    const tree = await workspace()
    const path = `${FOLDER}/run_a.yml`
    const moved = `actions/checkout@${'c'.repeat(40)} # v99.0.0`
    tree.write(path, tree.read(path, 'utf-8')?.replace(/actions\/checkout@.*/, moved) ?? '')
    const { changed } = await sync(tree)
    expect(changed).not.toContain(path)
    expect(changed).toContain(`${FOLDER}/docker_affected.yml`)
    expect(tree.read(`${FOLDER}/docker_affected.yml`, 'utf-8')).toContain(moved)
    expect(await sync(tree)).toEqual({ result: {}, changed: [] })
  })

  it('writes over nothing that somebody wrote by hand', async () => {
    const tree = await workspace()
    tree.write(`${FOLDER}/docker_a.yml`, 'name: mine\n')
    await expect(syncGenerator(tree)).rejects.toThrow(/^error\[[\w-]+\]: \.github\/workflows\/docker_a\.yml: .*\n {2}Rename it/)
    expect(tree.read(`${FOLDER}/docker_a.yml`, 'utf-8')).toBe('name: mine\n')
  })

  it('leaves a test written by hand as it is, says so, and is in step with it', async () => {
    const tree = await workspace()
    const warned = vi.spyOn(logger, 'warn').mockImplementation(() => undefined)
    tree.write(`${FOLDER}/run_a.yml`, 'name: mine\n')
    tree.delete(`${FOLDER}/run_all-modules.yml`)
    expect(await sync(tree)).toEqual({ result: {}, changed: [] })
    expect(warned.mock.calls.flat().join('\n')).toContain(`\n  ${FOLDER}/run_a.yml\n`)
    expect(warned.mock.calls.flat().join('\n')).toContain(`\n  git rm ${FOLDER}/run_a.yml\n  npx nx sync`)
    warned.mockRestore()
    tree.delete('modules/a')
    expect((await sync(tree)).changed).toEqual([`${FOLDER}/docker_a.yml`])
    expect(tree.read(`${FOLDER}/run_a.yml`, 'utf-8')).toBe('name: mine\n')
  })

  it('gives a module a workflow that runs it once it has something to run', async () => {
    const tree = await workspace()
    tree.delete('modules/a/run.sh')
    expect((await sync(tree)).changed).toEqual([`${FOLDER}/run_a.yml`, `${FOLDER}/run_all-modules.yml`])
    tree.write('modules/a/project.json', JSON.stringify({ name: 'a', targets: { 'docker-run': { options: { command: 'Rscript a.R' } } } }))
    expect((await sync(tree)).changed).toEqual([`${FOLDER}/run_a.yml`, `${FOLDER}/run_all-modules.yml`])
  })

  it('leaves a workflow that a formatter has laid out in its own way', async () => {
    const tree = await workspace()
    const path = `${FOLDER}/docker_affected.yml`
    tree.write(path, tree.read(path, 'utf-8')?.replaceAll("'false'", '"false"').replaceAll('\n\n', '\n') ?? '')
    expect(await sync(tree)).toEqual({ result: {}, changed: [] })
  })

  it('lays out what it writes as the formatter of the workspace does', async () => {
    const tree = await workspace()
    tree.write('.prettierrc', JSON.stringify({ singleQuote: false, bracketSpacing: true }))
    const path = `${FOLDER}/docker_affected.yml`
    tree.delete(path)
    await syncGenerator(tree)
    expect(tree.read(path, 'utf-8')).toContain('NX_DAEMON: "false"')
    expect(await sync(tree)).toEqual({ result: {}, changed: [] })
  })

  it('refuses options of a module that there is not', async () => {
    await expect(workspace({ workflows: { modules: { c: { runner: 'big' } } } })).rejects.toThrow(/names 'c', and there is no such module/)
  })

  it.each([
    ['package-lock.json', '', 'npm ci --ignore-scripts'],
    ['pnpm-lock.yaml', '', 'pnpm install --frozen-lockfile --ignore-scripts'],
    ['yarn.lock', '# yarn lockfile v1\n', 'yarn install --frozen-lockfile --ignore-scripts'],
    ['yarn.lock', '__metadata:\n', 'yarn install --immutable --mode=skip-build'],
    ['package.json', '{ "packageManager": "pnpm@10.1.0" }', 'pnpm install --frozen-lockfile'],
  ])('installs as the workspace does, by %s (%j)', async (file, text, command) => {
    const tree = await workspace()
    tree.write(file, text)
    await syncGenerator(tree)
    expect(tree.read(`${FOLDER}/docker_affected.yml`, 'utf-8')).toContain(command)
  })

  it('goes on where a Dockerfile is broken, and stops where a name cannot be told or written', async () => {
    const tree = await workspace()
    tree.write('modules/a/Dockerfile', '<<<<<<< HEAD\n')
    expect(await sync(tree)).toEqual({ result: {}, changed: [] })
    tree.write('modules/a/project.json', '{')
    await expect(syncGenerator(tree)).rejects.toThrow(/^error\[[\w-]+\]: modules\/a\/project\.json:1: /)
    tree.write('modules/a/project.json', JSON.stringify({ name: '@scope/a' }))
    await expect(syncGenerator(tree)).rejects.toThrow(
      /^error\[[\w-]+\]: modules\/a: '@scope\/a' cannot be part of the name of a workflow file\.\n {2}Give/,
    )
  })

  it('takes over the settings of nx.json', async () => {
    const tree = await workspace({
      registry: 'ghcr.io/lab',
      platforms: ['linux/amd64', 'linux/arm64'],
      workflows: { environment: 'publish', releaseTags: ['r*'], defaultBranch: 'dev' },
    })
    const texts = [...files(tree).values()].join('\n')
    for (const text of ['environment: publish', 'packages: write', 'setup-qemu-action', 'r*)', 'branches: [dev]'])
      expect(texts).toContain(text)
    expect(texts).not.toContain('configure-aws-credentials')
  })
})
