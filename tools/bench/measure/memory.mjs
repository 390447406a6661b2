// @ts-check
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Peak memory of a process and all that descend from it, in bytes; Linux only, elsewhere undefined.
 * `largest`: the largest single process at its own peak (VmHWM). `tree`: the most that all together held at one moment, pages that they
 * share counted once (Pss): https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html
 *
 * @typedef {{ largest: number, tree: number }} Memory
 */

/** Often at first, so that short commands are seen; then seldom, since a look costs some 15 ms. */
const [SOON_MS, LATER_MS, SOON_UNTIL_MS] = [100, 500, 2000]

/** Looks from time to time until stopped. @param {number} root @returns {() => Memory | undefined} */
export function watchMemory(root) {
  if (process.platform !== 'linux') return () => undefined
  const peak = { largest: 0, tree: 0 }
  const look = () => {
    const seen = descendants(root).map(readMemory)
    peak.largest = Math.max(peak.largest, ...seen.map(({ highest }) => highest))
    peak.tree = Math.max(
      peak.tree,
      seen.reduce((sum, { share }) => sum + share, 0),
    )
  }
  const started = performance.now()
  const lookSoon = () => setTimeout(() => (look(), (timer = lookSoon())), performance.now() - started < SOON_UNTIL_MS ? SOON_MS : LATER_MS)
  let timer = lookSoon()
  return () => {
    clearTimeout(timer)
    return peak
  }
}

/** @param {number} root */
function descendants(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readText(`/proc/${name}/stat`)
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

/** @param {number} pid */
function readMemory(pid) {
  const kilobytes = (/** @type {string} */ text, /** @type {RegExp} */ field) => Number(field.exec(text)?.[1] ?? 0) * 1024
  return {
    highest: kilobytes(readText(`/proc/${pid}/status`), /^VmHWM:\s+(\d+) kB$/m),
    share: kilobytes(readText(`/proc/${pid}/smaps_rollup`), /^Pss:\s+(\d+) kB$/m),
  }
}

/** Empty for a process that has ended meanwhile. @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
