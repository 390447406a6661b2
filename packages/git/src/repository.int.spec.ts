import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { readGitFacts } from './facts.js'
import { hasRemote } from './remote.js'
import { findRepository } from './repository.js'
import { runTestGit } from './testing/git-repository.js'

const envOf = (folder: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...{ PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: join(folder, '..') },
  ...more,
})

async function createRepository(...options: string[]): Promise<string> {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet', '--initial-branch=main', ...options)
  await runTestGit(folder, 'remote', 'add', 'origin', 'https://github.com/o/r.git')
  await runTestGit(folder, 'commit', '--quiet', '--allow-empty', '-m', 'first')
  return folder
}

describe('findRepository', () => {
  it.each(['sha1', 'sha256'] as const)('says that objects are named by %s', async (objectFormat) => {
    const folder = await createRepository(`--object-format=${objectFormat}`)
    expect(await findRepository({ root: folder, env: envOf(folder) })).toEqual({ objectFormat })
  })

  it('finds none where no .git is, with git and without', async () => {
    const folder = createTestFolder()
    expect(await findRepository({ root: folder, env: envOf(folder) })).toBeUndefined()
    expect(await findRepository({ root: folder, env: envOf(folder, { PATH: folder }) })).toBeUndefined()
  })
})

/** What git cannot read though it is there. */
const UNREADABLE: [string, (folder: string) => void, NodeJS.ProcessEnv][] = [
  ['a checkout of another user', () => undefined, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }],
  ['no git', () => undefined, { PATH: '/nonexistent' }],
  ['a HEAD that was cut off', (folder) => truncateSync(join(folder, '.git/HEAD')), {}],
  ['a .git file that leads nowhere', (folder) => replaceDotGit(folder, (path) => writeFileSync(path, 'gitdir: /nonexistent\n')), {}],
  ['a .git file of other text', (folder) => replaceDotGit(folder, (path) => writeFileSync(path, 'x')), {}],
  ['a .git link that leads nowhere', (folder) => replaceDotGit(folder, (path) => symlinkSync('/nonexistent', path)), {}],
]

function replaceDotGit(folder: string, write: (path: string) => void): void {
  const path = join(folder, '.git')
  rmSync(path, { recursive: true })
  write(path)
}

describe.each(UNREADABLE)('%s', (_, damage, env) => {
  it.each(['', 'sub/folder'])('is an error to all that ask, in the folder %j', async (below) => {
    const folder = await createRepository()
    damage(folder)
    const place = { root: join(folder, below), env: envOf(folder, env) }
    mkdirSync(place.root, { recursive: true })
    const unreadable = { code: 'repository-unreadable', message: expect.stringContaining(join(folder, '.git')) as string }
    await expect(findRepository(place)).rejects.toMatchObject(unreadable)
    await expect(readGitFacts(place.root, place)).rejects.toMatchObject(unreadable)
    await expect(hasRemote(place, 'origin')).rejects.toMatchObject(unreadable)
  })
})

it('says how to trust a checkout of another user', async () => {
  const folder = await createRepository()
  await expect(findRepository({ root: folder, env: envOf(folder, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }) })).rejects.toMatchObject({
    message: expect.stringMatching(/dubious ownership in repository at '.*'$/) as string,
    fix: `If you trust what is in it: git config --global --add safe.directory ${folder}`,
  })
})

it('says what git was stopped by', async () => {
  const folder = createTestFolder()
  await expect(findRepository({ root: folder, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'git-failed' })
})

describe('a repository whose commit cannot be read is not one without a commit', () => {
  it.each<[string, (folder: string) => void]>([
    ['a branch that was cut off', (folder) => truncateSync(join(folder, '.git/refs/heads/main'))],
    ['objects that are gone', (folder) => rmSync(join(folder, '.git/objects'), { recursive: true })],
  ])('%s', async (name, damage) => {
    const folder = await createRepository()
    damage(folder)
    if (name.startsWith('objects')) mkdirSync(join(folder, '.git/objects'))
    await expect(readGitFacts(folder, { env: envOf(folder) })).rejects.toMatchObject({ code: 'git-failed' })
  })
})
