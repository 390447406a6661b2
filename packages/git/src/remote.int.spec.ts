import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { fetchCommit, hasRemote, listCommitsBetween, parseRemoteTip, readPublishedBranch, readRemoteTip } from './remote.js'
import { findCommit } from './revision.js'
import { runTestGit } from './testing/git-repository.js'

/** A bare remote, and clones of it. */
async function createRemote() {
  const bare = createTestFolder()
  await runTestGit(bare, 'init', '--quiet', '--bare', '--initial-branch=trunk')
  const clone = async () => {
    const root = createTestFolder()
    await runTestGit(root, 'clone', '--quiet', bare, '.')
    return root
  }
  const commit = async (root: string, text: string) => {
    writeFileSync(join(root, 'a'), text)
    await runTestGit(root, 'add', 'a')
    await runTestGit(root, 'commit', '--quiet', '-m', text)
    return runTestGit(root, 'rev-parse', 'HEAD')
  }
  return { bare, clone, commit }
}

const placeOf = (root: string) => ({ root, env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' } })

describe('a remote', () => {
  test('tells where a branch is, its default branch too, and that it has none of a name', async () => {
    const { clone, commit } = await createRemote()
    const root = await clone()
    const first = await commit(root, 'first')
    await runTestGit(root, 'push', '--quiet', 'origin', 'HEAD:trunk', 'HEAD:refs/heads/a/trunk')
    const place = placeOf(root)
    expect(await readRemoteTip(place, 'origin', 'trunk')).toEqual({ branch: 'trunk', commit: first })
    expect(await readRemoteTip(place, 'origin')).toEqual({ branch: 'trunk', commit: first })
    expect(await readRemoteTip(place, 'origin', 'absent')).toBeUndefined()
    expect([await hasRemote(place, 'origin'), await hasRemote(place, 'other')]).toEqual([true, false])
    expect(await hasRemote(placeOf(createTestFolder()), 'origin')).toBe(false)
  })

  test('gives a commit that is not here, and writes no ref', async () => {
    const { clone, commit } = await createRemote()
    const [mine, theirs] = [await clone(), await clone()]
    const first = await commit(mine, 'first')
    await runTestGit(mine, 'push', '--quiet', 'origin', 'HEAD:trunk')
    await runTestGit(theirs, 'pull', '--quiet', 'origin', 'trunk')
    const between = await commit(theirs, 'between')
    const second = await commit(theirs, 'second')
    await runTestGit(theirs, 'push', '--quiet', 'origin', 'HEAD:trunk')
    const place = placeOf(mine)
    const refs = () => runTestGit(mine, 'for-each-ref')
    const before = await refs()
    expect(await findCommit(place, second)).toBeUndefined()
    await fetchCommit(place, 'origin', second)
    expect(await findCommit(place, second)).toBe(second)
    expect(await refs()).toBe(before)
    await fetchCommit(place, 'origin', second)
    expect(await listCommitsBetween(place, first, second, 10)).toEqual([second, between])
    expect(await listCommitsBetween(place, first, second, 1)).toEqual([second])
    expect(await listCommitsBetween(place, second, second, 10)).toEqual([])
  })

  test('gives a commit to a shallow clone, which stays shallow', async () => {
    const { bare, clone, commit } = await createRemote()
    const theirs = await clone()
    await commit(theirs, 'old')
    const first = await commit(theirs, 'first')
    await runTestGit(theirs, 'push', '--quiet', 'origin', 'HEAD:trunk')
    const mine = createTestFolder()
    await runTestGit(mine, 'clone', '--quiet', '--depth=1', `file://${bare}`, '.')
    const second = await commit(theirs, 'second')
    const third = await commit(theirs, 'third')
    await runTestGit(theirs, 'push', '--quiet', 'origin', 'HEAD:trunk')
    await fetchCommit(placeOf(mine), 'origin', third)
    expect(await listCommitsBetween(placeOf(mine), first, third, 10)).toEqual([third, second])
    expect(await runTestGit(mine, 'rev-parse', '--is-shallow-repository')).toBe('true')
  })

  test('that fails says why, without the sign-in of its URL', async () => {
    const { clone } = await createRemote()
    const root = await clone()
    await runTestGit(root, 'remote', 'add', 'down', 'http://me:s3cret@127.0.0.1:1/o/r.git')
    const error: unknown = await readRemoteTip(placeOf(root), 'down', 'main').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'git-remote-failed', kind: 'remote' })
    expect(String(error)).not.toContain('s3cret')
  })

  test.each(['--upload-pack=touch x', 'https://a:b@c/d', '', 'a b'])('%j is no name of one', async (remote) => {
    await expect(readRemoteTip(placeOf(createTestFolder()), remote, 'main')).rejects.toMatchObject({ code: 'bad-remote' })
  })

  test.each(['--all', 'a*', 'a..b', '', 'a b', 'a:b'])('%j is no branch', async (branch) => {
    await expect(readRemoteTip(placeOf(createTestFolder()), 'origin', branch)).rejects.toMatchObject({ code: 'bad-revision' })
  })
})

test('the branch that is published is the one followed, else the own one', async () => {
  const { clone, commit } = await createRemote()
  const root = await clone()
  await commit(root, 'first')
  const place = placeOf(root)
  await runTestGit(root, 'push', '--quiet', '--set-upstream', 'origin', 'HEAD:trunk')
  await runTestGit(root, 'checkout', '--quiet', '-b', 'work')
  expect(await readPublishedBranch(place)).toBe('work')
  await runTestGit(root, 'branch', '--quiet', '--set-upstream-to=origin/trunk')
  expect(await readPublishedBranch(place)).toBe('trunk')
  await runTestGit(root, 'checkout', '--quiet', '--detach')
  expect(await readPublishedBranch(place)).toBeUndefined()
})

test('only the very ref that was asked for counts', () => {
  const id = 'a'.repeat(40)
  expect(parseRemoteTip(`${'b'.repeat(40)}\trefs/heads/x/refs/heads/main\n${id}\trefs/heads/main\n`, 'refs/heads/main')).toEqual({
    branch: 'main',
    commit: id,
  })
  expect(parseRemoteTip(`ref: refs/heads/dev\tHEAD\n${id}\tHEAD\n`, 'HEAD')).toEqual({ branch: 'dev', commit: id })
  expect(parseRemoteTip('', 'HEAD')).toBeUndefined()
})
