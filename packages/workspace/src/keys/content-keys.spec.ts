import { chmodSync, cpSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryWorkspace, writeFiles } from '../testing/temporary-workspace.js'
import { readWorkspace } from '../testing/plain-workspace.js'
import { createContentKeys } from './content-keys.js'

const FILES = {
  'modules/base/Dockerfile': 'FROM debian:trixie-slim\nCOPY setup /setup\n',
  'modules/base/setup/a.sh': 'echo a\n',
  'modules/base/setup/raw/b.bin': 'b',
  'modules/base/.dockerignore': 'setup/raw\n',
  'modules/child/Dockerfile': 'FROM public.ecr.aws/openscpca/base\nCOPY renv.lock .\n',
  'modules/child/renv.lock': '{}',
  'modules/child/notes.md': 'x',
}

async function keysOf(root: string): Promise<Record<string, string>> {
  const workspace = readWorkspace(root)
  const contentKeys = createContentKeys(workspace)
  const results = [...workspace.modules.keys()].map(async (name) => {
    const result = await contentKeys.keyOf(name)
    return [name, result.kind === 'keyed' ? result.key : result.error.message] as const
  })
  return Object.fromEntries(await Promise.all(results))
}

/** Which modules' keys a change changes. */
async function changedBy(change: (root: string) => void): Promise<string[]> {
  const root = temporaryWorkspace(FILES)
  const before = await keysOf(root)
  change(root)
  const after = await keysOf(root)
  return Object.keys(before).filter((name) => before[name] !== after[name])
}

describe('createKeyring', () => {
  it('gives the same keys to the same bytes elsewhere, whatever times and other permissions say', async () => {
    const root = temporaryWorkspace(FILES)
    const elsewhere = temporaryWorkspace({})
    cpSync(root, elsewhere, { recursive: true })
    utimesSync(join(elsewhere, 'modules/child/renv.lock'), 1, 1)
    chmodSync(join(elsewhere, 'modules/child/renv.lock'), 0o666)
    expect(await keysOf(elsewhere)).toEqual(await keysOf(root))
  })

  it.each<[string, (root: string) => void, string[]]>([
    ['a copied file', (root) => writeFiles(root, { 'modules/child/renv.lock': '{ }' }), ['child']],
    [
      'the Dockerfile of a base',
      (root) => writeFiles(root, { 'modules/base/Dockerfile': `${FILES['modules/base/Dockerfile']}USER 1\n` }),
      ['base', 'child'],
    ],
    ['a file in a copied folder of a base', (root) => writeFiles(root, { 'modules/base/setup/new': '' }), ['base', 'child']],
    ['an empty folder in a copied folder', (root) => mkdirSync(join(root, 'modules/base/setup/empty')), ['base', 'child']],
    ['a link in a copied folder', (root) => symlinkSync('a.sh', join(root, 'modules/base/setup/link')), ['base', 'child']],
    ['the executable bit', (root) => chmodSync(join(root, 'modules/base/setup/a.sh'), 0o755), ['base', 'child']],
    ['the ignore file, which lets in more', (root) => writeFiles(root, { 'modules/base/.dockerignore': '' }), ['base', 'child']],
    ['the ignore file, which lets in the same', (root) => writeFiles(root, { 'modules/base/.dockerignore': '# why\n\nsetup/raw/\n' }), []],
    [
      'a comment of a Dockerfile',
      (root) => writeFiles(root, { 'modules/base/Dockerfile': `# why\n\n${FILES['modules/base/Dockerfile']}` }),
      [],
    ],
    ['an ignored file', (root) => writeFiles(root, { 'modules/base/setup/raw/b.bin': 'c' }), []],
    ['a file nothing copies', (root) => writeFiles(root, { 'modules/child/notes.md': 'y', 'modules/child/new.R': '' }), []],
    [
      'the registry',
      (root) => writeFiles(root, { 'nx.json': JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options: { tags: ['x'] } }] }) }),
      [],
    ],
  ])('after a change of %s', async (_, change, expected) => {
    expect(await changedBy(change)).toEqual(expected)
  })

  it('refuses before the build what the build would refuse, at the line of the COPY', async () => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': 'FROM scratch\n\nCOPY there /\n',
      'modules/b/Dockerfile': 'FROM public.ecr.aws/openscpca/a\n',
    })
    const contentKeys = createContentKeys(readWorkspace(root))
    expect(await contentKeys.keyOf('a')).toMatchObject({
      kind: 'broken',
      error: { code: 'missing-source', place: { file: 'modules/a/Dockerfile', line: 3 } },
    })
    expect(await contentKeys.keyOf('b')).toMatchObject({
      kind: 'broken',
      error: { code: 'broken-base', place: { file: 'modules/b/Dockerfile', line: 1 } },
    })
    expect(await contentKeys.keyOf('c')).toMatchObject({ kind: 'broken', error: { code: 'unknown-module' } })
  })

  it.each(['token', './token'])('refuses a secret in the file %s that is also copied into the image', async (file) => {
    const root = temporaryWorkspace({
      'modules/a/Dockerfile': 'FROM scratch\nCOPY . /\n',
      'modules/a/token': 'hunter2',
      'modules/a/project.json': JSON.stringify({ targets: { 'docker-build': { options: { secrets: [{ id: 'token', file }] } } } }),
    })
    const error = { code: 'secret-is-input', place: { file: 'modules/a/token' } }
    expect(await createContentKeys(readWorkspace(root)).keyOf('a')).toMatchObject({ kind: 'broken', error })
    writeFiles(root, { 'modules/a/.dockerignore': 'token\n' })
    expect(await createContentKeys(readWorkspace(root)).keyOf('a')).toMatchObject({ kind: 'keyed' })
  })
})
