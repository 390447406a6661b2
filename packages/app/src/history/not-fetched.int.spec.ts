import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { createContentKeys, readWorkspaceFrom } from '@module-images/workspace'
import { openCommitFiles } from './commit-files.js'
import { commitAll, runTestGit } from '@module-images/git/testing'

async function keyOf(root: string, workspace = readWorkspace(root)): Promise<string> {
  const result = await createContentKeys(workspace).keyOf('a')
  if (result.kind === 'broken') throw result.error
  return result.key
}

const pointerOf = (content: string) => {
  const oid = createHash('sha256').update(content).digest('hex')
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`
}

describe('a Git LFS pointer', () => {
  const files = { 'modules/a/Dockerfile': 'FROM scratch\nCOPY . /app\n', 'modules/a/data/reads.bam': pointerOf('reads') }

  it('among the inputs is refused, and named', async () => {
    await expect(keyOf(temporaryWorkspace(files))).rejects.toMatchObject({
      code: 'lfs-pointer',
      place: { file: 'modules/a/data/reads.bam' },
      fix: expect.stringContaining('git lfs pull') as string,
    })
  })

  it('that was read as text is refused as well', async () => {
    const dockerfile = 'FROM scratch\nCOPY . /\n'
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': dockerfile, 'modules/a/.dockerignore': pointerOf('x') })
    await expect(keyOf(root)).rejects.toMatchObject({ place: { file: 'modules/a/.dockerignore' } })
  })

  it('that no build reads does not matter', async () => {
    const root = temporaryWorkspace({ ...files, 'modules/a/.dockerignore': 'data\n' })
    expect(await keyOf(root)).toMatch(/^[0-9a-f]{64}$/)
  })

  it('of a commit stands for its file: the key is that of the checkout that has it', async () => {
    const root = temporaryWorkspace(files)
    const commit = await commitAll(root)
    const source = await openCommitFiles({ root, env: { PATH: process.env['PATH'], HOME: root } }, commit)
    try {
      writeFiles(root, { 'modules/a/data/reads.bam': 'reads' })
      expect(await keyOf(root, readWorkspaceFrom(source))).toBe(await keyOf(root))
    } finally {
      await source.close()
    }
  })
})

describe('a submodule that was not fetched', () => {
  /** A repository with a submodule below its module, cloned without it. */
  async function clone(dockerfile: string, { ignore = '', below = '' } = {}): Promise<string> {
    const library = temporaryWorkspace({ 'lib.h': 'int x;' })
    await commitAll(library)
    const origin = temporaryWorkspace({})
    await runTestGit(origin, 'init', '--quiet')
    const workspace = join(origin, below)
    writeFiles(workspace, {
      'nx.json': JSON.stringify({ plugins: ['@module-images/nx'] }),
      ...{ 'modules/a/Dockerfile': dockerfile, 'modules/a/.dockerignore': ignore, 'modules/a/own': '1' },
    })
    const allowed = ['-c', 'protocol.file.allow=always']
    await runTestGit(workspace, ...allowed, 'submodule', '--quiet', 'add', library, 'modules/a/vendor/lib')
    await commitAll(origin)
    const root = temporaryWorkspace({})
    await runTestGit(root, 'clone', '--quiet', origin, 'clone')
    return join(root, 'clone', below)
  }
  const fetched = (root: string) => runTestGit(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init')

  it.each([
    ['COPY . /app', {}],
    ['COPY vendor /vendor', {}],
    ['COPY vendor/lib/*.h /', {}],
    ['COPY vendor/lib/lib.h /', {}],
    ['COPY . /app', { below: 'work/space' }],
    ['COPY . /app', { ignore: '*\n!vendor/lib/lib.h\n' }],
  ])('is refused: %s, %j', async (copy, options) => {
    const root = await clone(`FROM scratch\n${copy}\n`, options)
    await expect(keyOf(root)).rejects.toMatchObject({
      code: 'empty-submodule',
      place: { file: 'modules/a/vendor/lib' },
      fix: expect.stringContaining('git submodule update --init') as string,
    })
    await fetched(root)
    expect(await keyOf(root)).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    ['COPY own /', {}],
    ['COPY . /app', { ignore: 'vendor\n' }],
  ])('that no build reads does not matter: %s, %j', async (copy, options) => {
    expect(await keyOf(await clone(`FROM scratch\n${copy}\n`, options))).toMatch(/^[0-9a-f]{64}$/)
  })

  it('within a submodule is refused as well; a folder that is only empty is not', async () => {
    const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY . /app\n' })
    mkdirSync(join(root, 'modules/a/vendor/deps/x'), { recursive: true })
    expect(await keyOf(root)).toMatch(/^[0-9a-f]{64}$/)
    writeFileSync(join(root, '.gitmodules'), '[submodule "v"]\n\tpath = modules/a/vendor\n')
    writeFileSync(join(root, 'modules/a/vendor/.gitmodules'), '[submodule "x"]\n\tpath = deps/x\n')
    await expect(keyOf(root)).rejects.toMatchObject({ code: 'empty-submodule', place: { file: 'modules/a/vendor/deps/x' } })
  })
})
