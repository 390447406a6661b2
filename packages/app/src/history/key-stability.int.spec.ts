import { chmodSync, chownSync, cpSync, lstatSync, lutimesSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readPlainModules, readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { createContentKeys, createWorkingTree, findModuleFolders, readSettings, type Workspace } from '@module-images/workspace'
import { commitAll, runTestGit } from '@module-images/git/testing'

const FILES = {
  'modules/base/Dockerfile': 'FROM debian:trixie-slim\nCOPY setup /setup\n',
  'modules/base/setup/b.sh': 'echo b\n',
  'modules/base/setup/a/z.txt': 'z',
  'modules/base/setup/a/é.txt': 'e',
  'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/base\nCOPY renv.lock *.R /\n',
  'modules/child/renv.lock': '{}',
  'modules/child/2.R': '2',
  'modules/child/10.R': '10',
}

async function keysOf(workspace: Workspace): Promise<Record<string, string>> {
  const contentKeys = createContentKeys(workspace)
  const keys = [...workspace.modules.keys()].map(async (name) => {
    const result = await contentKeys.keyOf(name)
    if (result.kind === 'broken') throw result.error
    return [name, result.key] as const
  })
  return Object.fromEntries(await Promise.all(keys))
}

/** Every path below a folder, itself not. */
function pathsBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path))
}

let expected: Record<string, string>

it('has a key for each module', async () => {
  expected = await keysOf(readWorkspace(temporaryWorkspace(FILES)))
  expect(expected).toEqual({ base: expect.stringMatching(/^[0-9a-f]{64}$/), child: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

it.each<[string, (root: string) => unknown]>([
  ['the times of files and folders', (root) => pathsBelow(root).forEach((path) => lutimesSync(path, 1, 1))],
  ['a strict umask', (root) => pathsBelow(root).forEach((path) => chmodSync(path, lstatSync(path).isDirectory() ? 0o700 : 0o600))],
  ['a loose umask', (root) => pathsBelow(root).forEach((path) => chmodSync(path, lstatSync(path).isDirectory() ? 0o777 : 0o666))],
  ['files outside the build', (root) => writeFiles(root, { 'modules/child/notes.md': 'x', 'other/file': 'y' })],
  ['a commit', commitAll],
  [
    'staged and unstaged changes elsewhere on a detached HEAD',
    async (root) => {
      await commitAll(root)
      writeFiles(root, { 'modules/child/notes.md': 'x' })
      await runTestGit(root, 'add', 'modules/child/notes.md')
      writeFiles(root, { 'modules/child/notes.md': 'y' })
      await runTestGit(root, 'checkout', '--quiet', '--detach')
    },
  ],
])('does not change with %s', async (_, change) => {
  const root = temporaryWorkspace(FILES)
  await change(root)
  expect(await keysOf(readWorkspace(root))).toEqual(expected)
})

it('does not change with the path', async () => {
  const elsewhere = join(temporaryWorkspace({}), 'a path', 'ünder [another] name')
  cpSync(temporaryWorkspace(FILES), elsewhere, { recursive: true })
  expect(await keysOf(readWorkspace(elsewhere))).toEqual(expected)
})

it('does not change with the user', async () => {
  const isRoot = process.getuid?.() === 0
  if (!isRoot) process.stderr.write('Only root can give files to another user: here they keep theirs, and this test says nothing.\n')
  const root = temporaryWorkspace(FILES)
  for (const path of isRoot ? pathsBelow(root) : []) chownSync(path, 1234, 5678)
  expect(await keysOf(readWorkspace(root))).toEqual(expected)
})

it('does not change with the order in which folders are listed', async () => {
  const files = createWorkingTree(temporaryWorkspace(FILES))
  const backwards: typeof files = { ...files, list: (folder) => files.list(folder).toReversed() }
  const settings = readSettings(backwards)
  expect(await keysOf(readPlainModules(backwards, settings, findModuleFolders(backwards, settings).roots.toReversed()))).toEqual(expected)
})
