import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GENERATED_LINE } from '@module-images/core'
import { FsTree } from '@nx/devkit/internal'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { runDoctor } from '@module-images/app'
import { recordCommand, runTestGit } from '@module-images/app/testing'
import { temporaryNestedWorkspace, writeFiles } from '@module-images/workspace/testing'
import initGenerator from '../init/generator.js'
import { oldRepository } from '../init/testing/old-repository.js'
import syncGenerator from './generator.js'

const FOLDER = "work/it's $(touch x)"
const TOP = '../../.github'
const SHARED = ['build-push-docker-module.yml', 'docker_affected.yml', 'docker_all-modules.yml']

beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined))

async function workspace(files: Readonly<Record<string, string>> = {}) {
  const root = temporaryNestedWorkspace(
    FOLDER,
    { 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/run.sh': '#!/bin/sh\n', ...files },
    { modules: '**/modules/*' },
  )
  await runTestGit(join(root, '../..'), 'init', '--quiet', '--initial-branch=main')
  return root
}

/** Runs a generator on what is on disk, writes what it left in the tree as Nx does, and tells what it gave and changed. */
async function generate<T>(root: string, generator: (tree: FsTree) => Promise<T>) {
  const tree = new FsTree(root, false)
  const result = await generator(tree)
  const changes = tree.listChanges()
  for (const { path, content } of changes) {
    const file = join(root, path)
    if (content === null) rmSync(file, { recursive: true, force: true })
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  }
  return { result, changed: changes.map(({ path }) => path).sort() }
}

const doctor = async (root: string, output: 'json' | 'sarif' = 'json') =>
  (await recordCommand(root, (context) => runDoctor([], { output, fix: false, strict: false }, context))).out

const statesOf = async (root: string) => {
  const { findings } = JSON.parse(await doctor(root)) as { findings: { rule: string; file: string; message: string }[] }
  return findings.filter(({ rule }) => rule === 'workflow-sync').map(({ file, message }) => [file, message])
}

describe('a workspace below the top of its repository', () => {
  it('has its workflows where GitHub looks, and the doctor finds them', async () => {
    const root = await workspace()
    const { changed } = await generate(root, syncGenerator)
    const expected = [...SHARED, 'docker_a.yml', 'run_a.yml', 'run_all-modules.yml'].map((name) => `${TOP}/workflows/${name}`)
    expect(changed).toEqual([`${TOP}/dependabot.yml`, ...expected].sort())
    const run = parse(readFileSync(join(root, TOP, 'workflows/run_a.yml'), 'utf8')) as {
      on: { pull_request: object }
      jobs: Record<string, { defaults: object }>
    }
    expect(run.on.pull_request).toEqual({ paths: [`${FOLDER}/modules/a/**`] })
    expect(run.jobs['run-module']?.defaults).toEqual({ run: { shell: 'bash', 'working-directory': FOLDER } })
    expect(await generate(root, syncGenerator)).toEqual({ result: {}, changed: [] })
    expect(await statesOf(root)).toEqual([])
    rmSync(join(root, TOP, 'workflows/docker_a.yml'))
    writeFiles(root, { [`${TOP}/workflows/docker_b.yml`]: readFileSync(join(root, TOP, 'workflows/run_a.yml'), 'utf8') })
    expect(await statesOf(root)).toEqual([
      [`${TOP}/workflows/docker_a.yml`, 'This file has not been written.'],
      [`${TOP}/workflows/docker_b.yml`, 'The module of this workflow is gone, or has nothing to run any more.'],
    ])
    expect((await generate(root, syncGenerator)).changed).toEqual([`${TOP}/workflows/docker_a.yml`, `${TOP}/workflows/docker_b.yml`])
  })

  it('reads its modules as before once the tree reaches above it', async () => {
    const root = await workspace()
    writeFiles(root, { '../other/modules/z/Dockerfile': 'FROM scratch\n' })
    const tree = new FsTree(root, false)
    await syncGenerator(tree)
    expect(await syncGenerator(tree)).toEqual({})
    expect(tree.listChanges().filter(({ path }) => path.includes('_z.yml'))).toEqual([])
  })

  it('loses what was generated where GitHub never looks, and nothing written by hand', async () => {
    const mine = '.github/workflows/mine.yml'
    const old = '.github/workflows/docker_affected.yml'
    const root = await workspace({ [mine]: 'name: mine\n', [old]: `${GENERATED_LINE}\nname: old\n` })
    expect(await statesOf(root)).toContainEqual([old, 'GitHub reads workflows at the top of the repository only.'])
    const { result, changed } = await generate(root, syncGenerator)
    expect(changed).toContain(old)
    expect(result.outOfSyncDetails).toContain(`  ${old}: GitHub reads workflows at the top of the repository only`)
    expect(readdirSync(join(root, '.github/workflows'))).toEqual(['mine.yml'])
    expect(await statesOf(root)).toEqual([])
  })

  it('leaves alone the workflows of another workspace of the repository, and says so', async () => {
    const root = await workspace()
    const other = join(root, '../other')
    writeFiles(other, { 'nx.json': readFileSync(join(root, 'nx.json'), 'utf8'), 'modules/b/Dockerfile': 'FROM scratch\n' })
    await generate(root, syncGenerator)
    await expect(generate(other, syncGenerator)).rejects.toThrow(
      /^error\[[\w-]+\]: \.\.\/\.\.\/\.github\/workflows\/\w[\w.-]*: The workflow of this name is that of another workspace/,
    )
    expect(await statesOf(other)).toEqual([])
    expect(existsSync(join(root, TOP, 'workflows/docker_a.yml'))).toBe(true)
  })

  it('takes over the workflows that the system before had at the top', async () => {
    const root = await workspace()
    const old = Object.entries(oldRepository())
    const at = (path: string) => (path.startsWith('.github/') ? `${TOP}/${path.slice('.github/'.length)}` : path)
    rmSync(join(root, 'nx.json'))
    rmSync(join(root, 'modules'), { recursive: true })
    const moved = (text: string) => text.replaceAll('analyses/', `${FOLDER}/analyses/`)
    writeFiles(root, Object.fromEntries(old.map(([path, text]) => [at(path), path.startsWith('.github/') ? moved(text) : text])))
    const { changed } = await generate(root, (tree) => initGenerator(tree, { modules: 'analyses/*', skipInstall: true }))
    expect(changed).toContain(`${TOP}/workflows/docker_hello-R.yml`)
    expect(changed.filter((path) => path.startsWith('.github'))).toEqual([])
    expect(readFileSync(join(root, '.gitattributes'), 'utf8')).toContain('\n/analyses/** text=auto eol=lf\n')
    expect(readFileSync(join(root, 'docs/module-images-migration.md'), 'utf8')).toContain(`git rm ${TOP}/workflows/docker_gone.yml`)
  })
})

it('names files in SARIF from the top of the repository, as code scanning reads them', async () => {
  const root = await workspace({ 'modules/a/Dockerfile': 'FRM scratch\n' })
  const { runs } = JSON.parse(await doctor(root, 'sarif')) as {
    runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[]
  }
  const uris = runs.flatMap(({ results }) =>
    results.flatMap(({ locations }) => locations.map((one) => one.physicalLocation.artifactLocation.uri)),
  )
  expect(uris.map(decodeURIComponent)).toContain(`${FOLDER}/modules/a/Dockerfile`)
})
