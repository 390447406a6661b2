import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { openGitObjects } from './objects.js'
import { listChanges } from './changes.js'
import { findMergeBase, listTree, resolveCommit } from './revision.js'
import { runTestGit } from './testing/git-repository.js'

/** Names that a listing by lines, or a shell, would take for something else. */
const HOSTILE = ['-rf', 'a\nb', ' spaces ', '$(touch x)', '"quoted"', 'ümlaut']

async function createRepository(): Promise<string> {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet', '--initial-branch=main')
  mkdirSync(join(folder, 'sub'))
  for (const name of HOSTILE) writeFileSync(join(folder, 'sub', name), name)
  symlinkSync('../elsewhere', join(folder, 'sub', 'link'))
  writeFileSync(join(folder, 'sub', 'run.sh'), '#!/bin/sh\n')
  chmodSync(join(folder, 'sub', 'run.sh'), 0o755)
  writeFileSync(join(folder, 'outside'), 'x')
  await commit(folder)
  return folder
}

async function commit(folder: string): Promise<string> {
  await runTestGit(folder, 'add', '--all')
  await runTestGit(folder, 'commit', '--quiet', '-m', 'step')
  return runTestGit(folder, 'rev-parse', 'HEAD')
}

async function readText(folder: string, ids: readonly string[]): Promise<string[]> {
  const objects = openGitObjects({ root: folder })
  const texts = ids.map(async (id) => {
    const chunks: Buffer[] = []
    await objects.read(id, (chunk) => chunks.push(Buffer.from(chunk)))
    return Buffer.concat(chunks).toString()
  })
  try {
    return await Promise.all(texts)
  } finally {
    await objects.close()
  }
}

describe('a commit', () => {
  it('is listed from a folder of the repository, and its objects read, whatever the names', async () => {
    const folder = await createRepository()
    const place = { root: join(folder, 'sub') }
    const files = await listTree(place, await resolveCommit(place, 'main'))
    expect(Object.fromEntries(files.map(({ path, kind }) => [path, kind]))).toEqual({
      ...Object.fromEntries(HOSTILE.map((name) => [name, 'file'])),
      link: 'symlink',
      'run.sh': 'executable',
    })
    const expected: Record<string, string> = { link: '../elsewhere', 'run.sh': '#!/bin/sh\n' }
    const texts = await readText(
      folder,
      files.map(({ id }) => id),
    )
    expect(texts).toEqual(files.map(({ path }) => expected[path] ?? path))
  })

  it.each(['', '-x', '--all', '--output=/tmp/x', 'main\nx', 'nowhere', 'main..main', '--end-of-options'])(
    'is not what %j names',
    async (revision) => {
      const folder = await createRepository()
      await expect(resolveCommit({ root: folder }, revision)).rejects.toMatchObject({ code: 'bad-revision', kind: 'input' })
    },
  )

  it('is named with the branch or tag that may have been meant', async () => {
    const folder = await createRepository()
    await runTestGit(folder, 'tag', 'v1.2.0')
    const fixOf = async (revision: string) =>
      (await resolveCommit({ root: folder }, revision).catch((error: unknown) => error)) as { fix: string }
    expect((await fixOf('mian')).fix).toMatch(/^Did you mean 'main'\?\n/)
    expect((await fixOf('v1.2.1')).fix).toMatch(/^Did you mean 'v1\.2\.0'\?\n/)
    expect((await fixOf('elsewhere')).fix).not.toContain('Did you mean')
  })

  it('is not looked for outside a repository', async () => {
    const folder = createTestFolder()
    const place = { root: folder, env: { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, '..') } }
    await expect(resolveCommit(place, 'main')).rejects.toMatchObject({ code: 'git-failed' })
  })
})

describe('changed files', () => {
  it('are those of both sides of a rename, between commits and in the working tree', async () => {
    const folder = await createRepository()
    const place = { root: join(folder, 'sub') }
    const base = await resolveCommit(place, 'HEAD')
    renameSync(join(folder, 'sub', 'a\nb'), join(folder, 'sub', 'c'))
    writeFileSync(join(folder, 'outside'), 'y')
    const head = await commit(folder)
    rmSync(join(folder, 'sub', '-rf'))
    writeFileSync(join(folder, 'sub', 'new'), '')
    const paths = async (...range: [string, string | undefined]) => (await listChanges(place, ...range)).map(({ path }) => path).sort()
    expect(await paths(base, head)).toEqual(['a\nb', 'c'])
    expect(await paths(base, undefined)).toEqual(['-rf', 'a\nb', 'c', 'new'])
  })

  it('begin where two branches part', async () => {
    const folder = await createRepository()
    const place = { root: folder }
    const base = await resolveCommit(place, 'HEAD')
    await runTestGit(folder, 'switch', '--quiet', '--create', 'side')
    writeFileSync(join(folder, 'one'), '')
    const side = await commit(folder)
    await runTestGit(folder, 'switch', '--quiet', 'main')
    writeFileSync(join(folder, 'two'), '')
    expect(await findMergeBase(place, await commit(folder), side)).toBe(base)
  })
})

describe('openGitObjects', () => {
  it('reads objects larger than a pipe, and empty ones, in one process', async () => {
    const folder = await createRepository()
    const large = 'x'.repeat(3_000_000)
    writeFileSync(join(folder, 'large'), large)
    writeFileSync(join(folder, 'empty'), '')
    const ids = [await runTestGit(folder, 'hash-object', '-w', 'large'), await runTestGit(folder, 'hash-object', '-w', 'empty')]
    expect(await readText(folder, [...ids, ...ids])).toEqual([large, '', large, ''])
  })

  it('says which object is not there, and goes on', async () => {
    const folder = await createRepository()
    const objects = openGitObjects({ root: folder })
    const file = (await listTree({ root: folder }, await resolveCommit({ root: folder }, 'HEAD')))[0]
    await expect(objects.read('1'.repeat(40), () => undefined)).rejects.toMatchObject({ code: 'git-object-missing' })
    await expect(objects.read(file?.id ?? '', () => undefined)).resolves.toBeUndefined()
    await objects.close()
  })

  it('fails every reading where git cannot run', async () => {
    const folder = createTestFolder()
    const objects = openGitObjects({ root: folder, env: { PATH: folder } })
    await expect(Promise.all([objects.read('1', () => undefined), objects.read('2', () => undefined)])).rejects.toMatchObject({
      code: 'command-not-found',
    })
    await objects.close()
  })
})
