// @ts-check
import { chmod, mkdir, open, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { contentOf, DOCKERFILE, dockerfileOf, FILES } from './race-module.mjs'

/** How a file is given new bytes of the same number. A part of a large one is written, then the next. */
const [PARTS, LARGE] = [4, 100_000]

/**
 * @typedef {object} Writer
 * @property {() => { inPlace: number, renamed: number, modes: number }} counts writes so far
 * @property {() => Promise<void>} stop
 */

/**
 * Rewrites files of modules, one after the other, until it is stopped: in place and by rename, at times with the old time of change, at times
 * their executable bit.
 *
 * @param {readonly string[]} modules their folders
 * @param {{ random: () => number, pause: number, spare: string }} how `pause`: the longest between two writes, in milliseconds; `spare`: a
 *   folder on the same file system
 * @returns {Writer}
 */
export function startWriter(modules, { random, pause, spare }) {
  const counts = { inPlace: 0, renamed: 0, modes: 0 }
  let stopped = false
  let stamp = 1
  const pick = (/** @type {number} */ count) => Math.floor(random() * count)
  const write = async () => {
    const file = FILES[pick(FILES.length + 1)]
    const path = join(modules[pick(modules.length)] ?? '', file?.path ?? DOCKERFILE)
    const kind = random()
    if (file && kind < 0.1) {
      counts.modes += 1
      return chmod(path, random() < 0.5 ? 0o755 : 0o644)
    }
    stamp += 1
    const content = file ? contentOf(stamp, file.bytes) : dockerfileOf(stamp)
    const before = await stat(path)
    if (kind < 0.55) {
      counts.inPlace += 1
      await rewrite(path, content)
    } else {
      counts.renamed += 1
      await replace(path, content, { spare: join(spare, `new-${stamp}`), mode: before.mode })
    }
    if (random() < 0.5) await utimes(path, before.atime, before.mtime)
  }
  const done = (async () => {
    await mkdir(spare, { recursive: true })
    while (!stopped) {
      await write()
      await delay(random() * pause)
    }
  })()
  return {
    counts: () => ({ ...counts }),
    async stop() {
      stopped = true
      await done
    },
  }
}

/** @param {string} path @param {string} content */
async function rewrite(path, content) {
  const file = await open(path, 'r+')
  const part = content.length > LARGE ? Math.ceil(content.length / PARTS) : content.length
  try {
    for (let start = 0; start < content.length; start += part) await file.write(content.slice(start, start + part), start)
  } finally {
    await file.close()
  }
}

/** @param {string} path @param {string} content @param {{ spare: string, mode: number }} new_ */
async function replace(path, content, { spare, mode }) {
  await writeFile(spare, content)
  await chmod(spare, mode)
  await rename(spare, path)
}
