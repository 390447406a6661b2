import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { hashCleaned, startBlobHash } from './blobs.js'
import { listUntracked } from './revision.js'
import { runTestGit } from './testing/git-repository.js'

const placeOf = (root: string) => ({ root, env: { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' } })

async function createRepository(...options: string[]): Promise<string> {
  const folder = createTestFolder()
  await runTestGit(folder, 'init', '--quiet', ...options)
  return folder
}

it.each(['sha1', 'sha256'] as const)('a blob has the name that git gives it by %s', async (objectFormat) => {
  const folder = await createRepository(`--object-format=${objectFormat}`)
  for (const text of ['', 'a\r\nb', 'é'.repeat(100_000)]) {
    writeFileSync(join(folder, 'a'), text)
    const hash = startBlobHash({ objectFormat }, Buffer.byteLength(text)).update(text)
    expect(hash.digest('hex')).toBe(await runTestGit(folder, 'hash-object', '--no-filters', 'a'))
  }
})

describe('hashCleaned', () => {
  it('takes each file through the filter of its path, whatever its name', async () => {
    const folder = await createRepository()
    await runTestGit(folder, 'config', 'filter.upper.clean', 'tr a-z A-Z')
    writeFileSync(join(folder, '.gitattributes'), '*.up filter=upper\n*.txt text\n')
    const files = { 'a.up': 'x', 'a.txt': 'a\r\n', 'plain ': 'x', '"quoted"': 'q', 'line\nend.up': 'y', 'back\\slash': 'b', 'cr\r': 'c' }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const ids = ['X', 'a\n', 'x', 'q', 'Y', 'b', 'c'].map((text) =>
      startBlobHash({ objectFormat: 'sha1' }, text.length).update(text).digest('hex'),
    )
    expect(await hashCleaned(placeOf(folder), Object.keys(files))).toEqual(ids)
    expect(await hashCleaned(placeOf(folder), [])).toEqual([])
  })

  it('counts paths from the folder it is given, and attributes from the top', async () => {
    const folder = await createRepository()
    await runTestGit(folder, 'config', 'filter.upper.clean', 'tr a-z A-Z')
    mkdirSync(join(folder, 'sub/deep'), { recursive: true })
    writeFileSync(join(folder, '.gitattributes'), '/sub/deep/a filter=upper\n')
    writeFileSync(join(folder, 'a'), 'top')
    writeFileSync(join(folder, 'sub/deep/a'), 'sub')
    expect(await hashCleaned(placeOf(join(folder, 'sub/deep')), ['a'])).toEqual([
      startBlobHash({ objectFormat: 'sha1' }, 3).update('SUB').digest('hex'),
    ])
  })

  it('fails where a filter does', async () => {
    const folder = await createRepository()
    await runTestGit(folder, 'config', 'filter.bad.clean', 'false')
    await runTestGit(folder, 'config', 'filter.bad.required', 'true')
    writeFileSync(join(folder, '.gitattributes'), 'a filter=bad\n')
    writeFileSync(join(folder, 'a'), '')
    await expect(hashCleaned(placeOf(folder), ['a'])).rejects.toMatchObject({ code: 'git-failed' })
  })
})

it('untracked files are those that git neither has nor ignores', async () => {
  const folder = await createRepository()
  for (const name of ['tracked', 'new', 'ignored', '*']) writeFileSync(join(folder, name), '')
  writeFileSync(join(folder, '.gitignore'), 'ignored\n')
  await runTestGit(folder, 'add', 'tracked', '.gitignore')
  expect((await listUntracked(placeOf(folder), [''])).sort()).toEqual(['*', 'new'])
  expect(await listUntracked(placeOf(folder), ['*'])).toEqual(['*'])
})
