import { logger, readJson, type Tree, writeJson } from '@nx/devkit'
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import moduleGenerator from '../module/generator.js'
import activateGenerator from './generator.js'

const READY = {
  'modules/a/Dockerfile': 'FROM scratch\nCOPY renv.lock /\n',
  'modules/a/.dockerignore': '*\n!renv.lock\n',
  'modules/a/renv.lock': '{}\n',
}

function workspace(files: Readonly<Record<string, string>>): Tree {
  const tree = createTreeWithEmptyWorkspace()
  tree.delete('.oxfmtrc.json')
  writeJson(tree, 'nx.json', { plugins: ['@module-images/nx'] })
  for (const [path, text] of Object.entries(files)) tree.write(path, text)
  return tree
}

describe('the activate generator', () => {
  beforeEach(() => void vi.spyOn(logger, 'info').mockImplementation(() => undefined))
  afterEach(() => vi.restoreAllMocks())

  it('removes the tag, keeps all else of project.json, and writes the workflows', async () => {
    const tree = workspace({
      ...READY,
      'modules/a/project.json':
        '{"name":"a","tags":["x","docker:inactive","y"],"targets":{"docker-build":{"options":{"target":"t"}}},"extra":1}',
      'modules/a/Dockerfile': 'FROM scratch AS t\nCOPY renv.lock /\n',
    })
    await activateGenerator(tree, { name: 'a' })
    expect(readJson<object>(tree, 'modules/a/project.json')).toEqual({
      name: 'a',
      tags: ['x', 'y'],
      targets: { 'docker-build': { options: { target: 't' } } },
      extra: 1,
    })
    expect(tree.read('.github/workflows/docker_a.yml', 'utf-8')).toContain('a is active')
  })

  it('leaves a test of the module that somebody wrote by hand, and says so', async () => {
    const warn = vi.spyOn(logger, 'warn').mockImplementation(() => undefined)
    const tree = workspace({ ...READY, '.github/workflows/run_a.yml': 'name: mine\n' })
    await activateGenerator(tree, { name: 'a', deactivate: true })
    expect(tree.read('.github/workflows/run_a.yml', 'utf-8')).toBe('name: mine\n')
    expect(tree.read('.github/workflows/docker_a.yml', 'utf-8')).toContain('a is inactive')
    expect(warn.mock.calls.flat().join('\n')).toContain('\n  .github/workflows/run_a.yml')
  })

  it('tags a module that has no project.json, and back, by its folder as well', async () => {
    const tree = workspace(READY)
    await activateGenerator(tree, { name: 'modules/a/', deactivate: true })
    expect(readJson<{ tags: string[] }>(tree, 'modules/a/project.json').tags).toEqual(['docker:inactive'])
    expect(tree.read('.github/workflows/docker_a.yml', 'utf-8')).toContain('a is inactive')
    await activateGenerator(tree, { name: 'a' })
    expect(readJson<{ tags: string[] }>(tree, 'modules/a/project.json').tags).toEqual([])
  })

  it('tags what is active instead, where modules have to opt in', async () => {
    const tree = workspace({ ...READY, 'modules/b/Dockerfile': 'FROM scratch\n', 'modules/b/project.json': '{"name":"b","tags":["x"]}' })
    writeJson(tree, 'nx.json', { plugins: [{ plugin: '@module-images/nx', options: { activation: 'opt-in' } }] })
    const tagsOf = (name: string) => readJson<{ tags: string[] }>(tree, `modules/${name}/project.json`).tags
    await activateGenerator(tree, { name: 'a' })
    await activateGenerator(tree, { name: 'b' })
    expect([tagsOf('a'), tagsOf('b')]).toEqual([['docker:active'], ['x', 'docker:active']])
    expect(tree.read('.github/workflows/docker_a.yml', 'utf-8')).toContain('a is active')
    await activateGenerator(tree, { name: 'b', deactivate: true })
    expect(tagsOf('b')).toEqual(['x'])
    expect(tree.read('.github/workflows/docker_b.yml', 'utf-8')).toContain('b is inactive')
  })

  it('changes nothing the second time', async () => {
    const tree = workspace({ ...READY, 'modules/a/project.json': '{"name":   "a", "tags": []}' })
    await activateGenerator(tree, { name: 'a' })
    expect(tree.read('modules/a/project.json', 'utf-8')).toBe('{"name":   "a", "tags": []}')
  })

  it('refuses a new module as the generator leaves it, with every reason, and changes nothing', async () => {
    const tree = workspace({})
    await moduleGenerator(tree, { name: 'a', usePython: true })
    const before = tree.read('modules/a/project.json', 'utf-8')
    await expect(activateGenerator(tree, { name: 'a' })).rejects.toThrow(
      [
        'a cannot be activated yet:',
        'modules/a/Dockerfile:2: The Dockerfile is still the template.',
        '  Make it install what the module needs, then delete this line.',
        'modules/a/environment.yml:1: Nothing pins what it asks for: conda-lock.yml is missing.',
        '  Lock it: cd modules/a && conda-lock lock --file environment.yml --lockfile conda-lock.yml',
        '  Nothing was changed.',
      ].join('\n'),
    )
    expect(tree.read('modules/a/project.json', 'utf-8')).toBe(before)
  })

  it('accepts a new module once its marker is gone and its lock is there', async () => {
    const tree = workspace({})
    await moduleGenerator(tree, { name: 'a', usePython: true, useRenv: true })
    const dockerfile = tree.read('modules/a/Dockerfile', 'utf-8') ?? ''
    tree.write('modules/a/Dockerfile', dockerfile.replace(/^# module-images: template.*\n/m, ''))
    tree.write('modules/a/conda-lock.yml', 'version: 1\n')
    await activateGenerator(tree, { name: 'a' })
    expect(readJson<{ tags: string[] }>(tree, 'modules/a/project.json').tags).toEqual([])
  })

  it('deactivates a module that cannot be read', async () => {
    const tree = workspace({ 'modules/a/Dockerfile': '<<<<<<< HEAD\nFROM x\n' })
    await expect(activateGenerator(tree, { name: 'a' })).rejects.toThrow('modules/a/Dockerfile:1')
    await activateGenerator(tree, { name: 'a', deactivate: true })
    expect(readJson<{ tags: string[] }>(tree, 'modules/a/project.json').tags).toEqual(['docker:inactive'])
  })

  it('names the glob where there is no such module', async () => {
    await expect(activateGenerator(workspace(READY), { name: 'b' })).rejects.toThrow("'b' is not a module of this workspace.")
  })
})
