import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeRunFolder, runProcess, sweepRunFolders } from '@module-images/process'
import { createTestFolder } from '@module-images/process/testing'
import { createConfigFolder } from './config-folder.js'

/** A process that is certainly gone. */
async function goneProcess(): Promise<string> {
  return (await runProcess({ command: process.execPath, args: ['-p', 'process.pid'] })).stdout.trim()
}

test('folders of processes that are gone go, of whatever kind, and nothing else does', async () => {
  const parent = createTestFolder()
  const own = [await makeRunFolder('build', parent), await makeRunFolder('docker', parent)].map((path) => basename(path))
  const gone = await goneProcess()
  for (const name of own) mkdirSync(join(parent, name.replace(`-${process.pid}-`, `-${gone}-`)))
  const foreign = [`module-images-build-00000000-${gone}-machine`, `module-images-build-${gone}`, `module-images-other-${gone}-a`]
  for (const name of foreign) mkdirSync(join(parent, name))
  const file = (own[0] ?? '').replace(`-${process.pid}-`, `-${gone}-`).slice(0, -6) + 'a-file'
  writeFileSync(join(parent, file), '')
  await sweepRunFolders(parent)
  expect(readdirSync(parent).sort()).toEqual([...own, ...foreign, file].sort())
})

test('making one removes what a killed process left', async () => {
  const parent = createTestFolder()
  const name = basename(await makeRunFolder('build', parent)).replace(`-${process.pid}-`, `-${await goneProcess()}-`)
  mkdirSync(join(parent, name))
  await makeRunFolder('docker', parent)
  expect(readdirSync(parent)).not.toContain(name)
  expect(readdirSync(parent)).toHaveLength(2)
})

test.each([
  ['is not there', 'gone', 'ENOENT'],
  ['is a file', 'a-file', 'ENOTDIR'],
])('a temporary folder that %s is an error that names it, and how to set another', async (_, name, why) => {
  const folder = createTestFolder()
  writeFileSync(join(folder, 'a-file'), '')
  vi.stubEnv('TMPDIR', join(folder, name))
  onTestFinished(() => void vi.unstubAllEnvs())
  const error = {
    code: 'temp-folder',
    kind: 'environment',
    message: `No temporary folder can be made in ${join(folder, name)} (${why}).`,
    fix: expect.stringContaining('TMPDIR') as string,
  }
  await expect(makeRunFolder('build')).rejects.toMatchObject(error)
  await expect(createConfigFolder({ auths: {} }, { env: { HOME: folder } })).rejects.toMatchObject(error)
})
