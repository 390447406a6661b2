import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { runTestGit } from './testing/git-repository.js'
import { hasUncommittedFiles, readGitFacts } from './facts.js'

/** Git must not look for a repository above the test's folder. */
const outside = (folder: string) => ({ env: { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, '..') } })

test('a repository with a commit and a remote', async () => {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet')
  await runTestGit(folder, 'remote', 'add', 'origin', 'https://me:token@github.com/o/r.git')
  writeFileSync(join(folder, 'a'), 'a')
  await runTestGit(folder, 'add', 'a')
  await runTestGit(folder, 'commit', '--quiet', '-m', 'first')
  const commit = await runTestGit(folder, 'rev-parse', 'HEAD')
  expect(await readGitFacts(folder)).toEqual({
    repository: { objectFormat: 'sha1' },
    ...{ commit, commitTime: '2026-01-02T03:04:05+00:00', remoteUrl: 'https://github.com/o/r' },
  })
  expect(await hasUncommittedFiles({ root: folder })).toBe(false)
  writeFileSync(join(folder, 'a'), 'b')
  expect(await hasUncommittedFiles({ root: folder })).toBe(true)
})

test('uncommitted files are those below the folder, in submodules too', async () => {
  const library = createTestFolder()
  await runTestGit(library, 'init', '--quiet')
  await runTestGit(library, 'commit', '--quiet', '--allow-empty', '-m', 'first')
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet')
  await runTestGit(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'sub/lib')
  await runTestGit(folder, 'commit', '--quiet', '-m', 'first')
  const place = { root: join(folder, 'sub') }
  writeFileSync(join(folder, 'outside'), 'x')
  expect(await hasUncommittedFiles(place)).toBe(false)
  writeFileSync(join(folder, 'sub/lib/new'), 'x')
  expect(await hasUncommittedFiles(place)).toBe(true)
  const hook = join(folder, 'hook')
  writeFileSync(hook, `#!/bin/sh\ntouch ${join(folder, 'was-run')}\n`, { mode: 0o755 })
  await runTestGit(join(folder, 'sub/lib'), 'config', 'core.fsmonitor', hook)
  await hasUncommittedFiles(place)
  expect(existsSync(join(folder, 'was-run'))).toBe(false)
})

test('a repository without a commit', async () => {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet')
  expect(await readGitFacts(folder)).toEqual({ repository: { objectFormat: 'sha1' } })
})

test('no repository, and no git', async () => {
  const folder = createTestFolder()
  expect(await readGitFacts(folder, outside(folder))).toEqual({})
  expect(await readGitFacts(folder, { env: { PATH: folder } })).toEqual({})
  expect(await hasUncommittedFiles({ root: folder, ...outside(folder) })).toBe(false)
})

test('a program that the repository names is not run', async () => {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet')
  const hook = join(folder, 'hook')
  writeFileSync(hook, `#!/bin/sh\ntouch ${join(folder, 'was-run')}\n`, { mode: 0o755 })
  await runTestGit(folder, 'config', 'core.fsmonitor', hook)
  await Promise.all([readGitFacts(folder), hasUncommittedFiles({ root: folder })])
  expect(existsSync(join(folder, 'was-run'))).toBe(false)
})
