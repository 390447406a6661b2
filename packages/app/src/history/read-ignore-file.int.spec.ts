import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { isIgnored, renderError } from '@module-images/core'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { createWorkingTree, DOCKERFILE, type FileSource, readIgnoreFile, readModuleFolder } from '@module-images/workspace'
import { openCommitFiles } from './commit-files.js'
import { commitAll } from '@module-images/git/testing'

const PATHS = ['secret.txt', 'a.txt']

/** A module with links, written `name -> target`, files with rules, and folders. */
function makeModule(...lines: string[]): string {
  const root = temporaryWorkspace({ 'm/Dockerfile': 'FROM scratch\nCOPY . /app\n', rules: 'secret.txt\n', 'm/d/rules': 'secret.txt\n' })
  for (const line of lines) {
    const [name = '', target] = line.split(' -> ')
    if (target === undefined) mkdirSync(join(root, 'm', name))
    else symlinkSync(target, join(root, 'm', name))
  }
  return root
}

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

/** The same files now and in a commit. */
async function bothSources(root: string): Promise<FileSource[]> {
  const commit = await commitAll(root)
  const files = await openCommitFiles({ root, env: process.env }, commit)
  opened.push(() => files.close())
  return [createWorkingTree(root), files]
}

const read = (files: FileSource) => readIgnoreFile(readModuleFolder(files, 'm'), DOCKERFILE)

describe('an ignore file that is a link, as tried on BuildKit 0.13', () => {
  it.each([
    [['.dockerignore -> d/rules'], ['.dockerignore']],
    [['.dockerignore -> /d/rules'], ['.dockerignore']],
    [['.dockerignore -> ../../../d/rules'], ['.dockerignore']],
    [
      ['.dockerignore -> l', 'l -> d/rules'],
      ['.dockerignore', 'l'],
    ],
    [
      ['.dockerignore -> l/rules', 'l -> d'],
      ['.dockerignore', 'l'],
    ],
    [['Dockerfile.dockerignore -> d/rules', '.dockerignore -> nowhere'], ['Dockerfile.dockerignore']],
    [['Dockerfile.dockerignore/', '.dockerignore -> d/rules'], ['.dockerignore']],
  ])('%j is read where it leads', async (lines, links) => {
    for (const files of await bothSources(makeModule(...lines))) {
      const { ignoreFile, ignoreLinks, rules } = read(files)
      expect({ ignoreFile, ignoreLinks }).toEqual({ ignoreFile: 'd/rules', ignoreLinks: links })
      expect(PATHS.filter((path) => isIgnored(rules, path))).toEqual(['secret.txt'])
    }
  })
})

describe('where BuildKit would silently read none', () => {
  const outside = (target: string) => `is a link to '${target}', which is no file of the module`
  it.each([
    ['.dockerignore -> ../rules', outside('../rules')],
    ['.dockerignore -> nowhere', outside('nowhere')],
    ['.dockerignore -> .dockerignore', outside('.dockerignore')],
    ['.dockerignore -> d', outside('d')],
    ['Dockerfile.dockerignore -> ../rules', outside('../rules')],
  ])('%s is an error', async (line, why) => {
    for (const files of await bothSources(makeModule(line))) expect(() => read(files)).toThrow(errorAt(line.split(' ')[0] ?? '', why))
  })

  it('so is a folder, which git has only with a file in it', () => {
    const root = makeModule('.dockerignore/')
    expect(() => read(createWorkingTree(root))).toThrow(errorAt('.dockerignore', 'is a folder'))
  })

  it('says what to do', () => {
    const root = makeModule('.dockerignore -> ../rules')
    try {
      read(createWorkingTree(root))
    } catch (error) {
      expect(renderError(error)).toMatch(/Put a copy of the file in its place, or link to a file in m\./)
    }
    expect.assertions(1)
  })

  function errorAt(name: string, why: string): unknown {
    const message = `${name} ${why}: Docker would ignore nothing, and build with every file of the module.`
    return expect.objectContaining({ code: 'bad-ignore-file', message, place: { file: `m/${name}` } })
  }
})
