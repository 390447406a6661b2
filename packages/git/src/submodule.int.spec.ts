import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { listChanges } from './changes.js'
import { findSubmodule, readPrefix, readSubmoduleNames } from './submodule.js'
import { runTestGit } from './testing/git-repository.js'

async function createRepository(): Promise<string> {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet', '--initial-branch=main')
  return folder
}

/** Commits `.gitmodules` with this text. */
async function commitGitmodules(folder: string, text: string): Promise<string> {
  writeFileSync(join(folder, '.gitmodules'), text)
  await runTestGit(folder, 'add', '--all')
  await runTestGit(folder, 'commit', '--quiet', '-m', 'step')
  return runTestGit(folder, 'rev-parse', 'HEAD')
}

describe('readSubmoduleNames', () => {
  it('gives names by paths from the folder asked from, and none that lead out of where git keeps submodules', async () => {
    const top = await createRepository()
    const section = (name: string, path: string) => `[submodule "${name}"]\n\tpath = "${path}"\n\turl = x\n`
    const commit = await commitGitmodules(
      top,
      [
        ['one.path', 'sub/a b'],
        ['two', 'sub/$(x)'],
        ['out', 'other'],
        ['../../x', 'sub/x'],
        ['a/../../x', 'sub/y'],
      ]
        .map(([name = '', path = '']) => section(name, path))
        .join(''),
    )
    mkdirSync(join(top, 'sub'))
    expect(await readPrefix({ root: join(top, 'sub') })).toBe('sub')
    expect([...(await readSubmoduleNames({ root: join(top, 'sub') }, commit))]).toEqual([
      ['a b', 'one.path'],
      ['$(x)', 'two'],
    ])
    expect((await readSubmoduleNames({ root: top }, commit)).get('other')).toBe('out')
  })

  it('gives none where there is no .gitmodules', async () => {
    const top = await createRepository()
    await runTestGit(top, 'commit', '--quiet', '--allow-empty', '-m', 'first')
    expect([...(await readSubmoduleNames({ root: top }, await runTestGit(top, 'rev-parse', 'HEAD')))]).toEqual([])
  })
})

describe('findSubmodule', () => {
  it('finds commits in the checkout of a worktree, and in what git keeps once that is gone', async () => {
    const library = await createRepository()
    await runTestGit(library, 'commit', '--quiet', '--allow-empty', '-m', 'first')
    const id = await runTestGit(library, 'rev-parse', 'HEAD')
    const top = await createRepository()
    const allowed = ['-c', 'protocol.file.allow=always']
    await runTestGit(top, ...allowed, 'submodule', '--quiet', 'add', '--name', 'n', library, 'lib')
    await runTestGit(top, 'commit', '--quiet', '-m', 'first')
    const tree = join(createTestFolder(), 'tree')
    await runTestGit(top, 'worktree', 'add', '--quiet', tree, '-b', 'other')
    expect(await findSubmodule({ root: tree }, 'lib', 'n', [id])).toMatchObject({ root: join(top, '.git/modules/n') })
    await runTestGit(tree, ...allowed, 'submodule', '--quiet', 'update', '--init')
    expect(existsSync(join(tree, 'lib/.git'))).toBe(true)
    const env = { ...process.env, GIT_DIR: join(top, '.git') }
    expect(await findSubmodule({ root: tree, env }, 'lib', 'n', [id])).toMatchObject({ root: join(tree, 'lib') })
    expect(await findSubmodule({ root: tree }, 'lib', 'n', [id, '1'.repeat(40)])).toBeUndefined()
  })
})

describe('listChanges', () => {
  it('has the folder of a repository that is no submodule, and knows nothing of its files', async () => {
    const top = await createRepository()
    await runTestGit(top, 'commit', '--quiet', '--allow-empty', '-m', 'first')
    mkdirSync(join(top, 'a/clone'), { recursive: true })
    await runTestGit(join(top, 'a/clone'), 'init', '--quiet')
    writeFileSync(join(top, 'a/clone/x'), 'x')
    expect(await listChanges({ root: top }, await runTestGit(top, 'rev-parse', 'HEAD'), undefined)).toEqual([
      { path: 'a/clone', kind: 'folder' },
    ])
  })
})
