import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import { readWorkspace } from '../testing/plain-workspace.js'
import { createContentKeys } from './content-keys.js'

const [MB, GB] = [1024 ** 2, 1024 ** 3]

/** A file of this size that takes no room on the disk. */
function sparseFile(path: string, bytes: number): void {
  writeFileSync(path, '')
  truncateSync(path, bytes)
}

/** By this process so far, from files and from other processes: https://docs.kernel.org/filesystems/proc.html#proc-pid-io-display-the-io-accounting-fields */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
}

async function keyOf(root: string) {
  const result = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (result.kind === 'broken') throw result.error
  return result.key
}

it('a context of 10 GB behind a tight ignore file costs its inputs only', async () => {
  const files = {
    'modules/a/Dockerfile': 'FROM scratch\nCOPY src /src\n',
    'modules/a/.dockerignore': '*\n!src\n',
    'modules/a/src/run.py': 'x',
  }
  const root = temporaryWorkspace(files)
  const alone = await keyOf(root)
  const data = join(root, 'modules/a/data')
  for (let folder = 0; folder < 500; folder += 1) mkdirSync(join(data, String(folder)), { recursive: true })
  for (const name of ['reads.bam', 'more.bam']) sparseFile(join(data, name), 5 * GB)
  const before = bytesRead()
  expect(await keyOf(root)).toBe(alone)
  expect(bytesRead() - before).toBeLessThan(MB)
})

it('a large input is streamed: memory does not grow with it', async () => {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\nCOPY big /\n' })
  sparseFile(join(root, 'modules/a/big'), 64 * MB)
  const small = await keyOf(root)
  const before = process.resourceUsage().maxRSS
  sparseFile(join(root, 'modules/a/big'), 512 * MB)
  expect(await keyOf(root)).not.toBe(small)
  expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(64)
})
