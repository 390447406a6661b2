import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestFolder } from '@module-images/process/testing'
import { expect, it } from 'vitest'
import { isAncestor, listTags } from './revision.js'
import { addSubmodule, commitAll, runTestGit } from './testing/git-repository.js'
import { writeCommit } from './write-commit.js'

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 })
  }
}

it('writes a commit as a checkout of it would be, and leaves checkout and index alone', async () => {
  const root = createTestFolder()
  write(root, { 'a $(b).txt': 'one\n', 'work/run.sh': 'x\n', 'dos.txt': 'a\nb\n', '.gitattributes': 'dos.txt text eol=crlf\n' })
  const before = await commitAll(root)
  write(root, { 'a $(b).txt': 'two\n' })
  await commitAll(root)
  write(root, { 'a $(b).txt': 'staged\n' })
  await runTestGit(root, 'add', '--all')
  write(root, { 'a $(b).txt': 'not staged\n' })
  const status = await runTestGit(root, 'status', '--porcelain')

  const folder = createTestFolder()
  expect(await writeCommit({ root: join(root, 'work') }, before, folder)).toEqual({ root: join(folder, 'work'), missing: [] })
  expect(readdirSync(folder).sort()).toEqual(['.gitattributes', 'a $(b).txt', 'dos.txt', 'work'])
  expect(readFileSync(join(folder, 'a $(b).txt'), 'utf8')).toBe('one\n')
  expect(readFileSync(join(folder, 'dos.txt'), 'utf8')).toBe('a\r\nb\r\n')
  expect(statSync(join(folder, 'work/run.sh')).mode & 0o111).toBe(0o111)
  expect(await runTestGit(root, 'status', '--porcelain')).toBe(status)
  expect(readFileSync(join(root, 'a $(b).txt'), 'utf8')).toBe('not staged\n')
})

it('writes submodules at the commit of then, and names those that are not here', async () => {
  const [inner, root] = [createTestFolder(), createTestFolder()]
  write(inner, { 'data.txt': 'one\n' })
  await commitAll(inner)
  await runTestGit(root, 'init', '--quiet', '--initial-branch=main')
  await addSubmodule(root, inner, 'sub')
  const before = await commitAll(root)
  write(inner, { 'data.txt': 'two\n' })
  await commitAll(inner)
  await runTestGit(join(root, 'sub'), '-c', 'protocol.file.allow=always', 'pull', '--quiet')
  await commitAll(root)

  const folder = createTestFolder()
  expect(await writeCommit({ root }, before, folder)).toEqual({ root: folder, missing: [] })
  expect(readFileSync(join(folder, 'sub/data.txt'), 'utf8')).toBe('one\n')
  expect(readFileSync(join(folder, 'sub/.git'), 'utf8')).toBe('gitdir: ../.git/modules/sub\n')

  const clone = createTestFolder()
  await runTestGit(clone, 'clone', '--quiet', root, 'here')
  const empty = createTestFolder()
  expect(await writeCommit({ root: join(clone, 'here') }, before, empty)).toEqual({ root: empty, missing: [join(empty, 'sub')] })
  expect(existsSync(join(empty, 'sub/data.txt'))).toBe(false)
})

it('lists tags by their commits, and tells what led to a commit', async () => {
  const root = createTestFolder()
  const first = await commitAll(root)
  await runTestGit(root, 'tag', 'light')
  const second = await commitAll(root)
  await runTestGit(root, 'tag', '--annotate', '-m', 'a release', 'v1.0')
  await runTestGit(root, 'tag', 'tree', 'HEAD^{tree}')
  expect([...(await listTags({ root }))]).toEqual([
    ['light', first],
    ['v1.0', second],
  ])
  expect([await isAncestor({ root }, first, second), await isAncestor({ root }, second, first)]).toEqual([true, false])
})
