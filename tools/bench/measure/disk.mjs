// @ts-check
import { statfsSync } from 'node:fs'

const EVERY_MS = 500

/**
 * Looks from time to time until stopped. What others write to the file system meanwhile counts too.
 *
 * @param {string} folder
 * @returns {() => number} the most bytes by which the file system of the folder has grown
 */
export function watchDisk(folder) {
  const used = () => {
    const { blocks, bfree, bsize } = statfsSync(folder)
    return (blocks - bfree) * bsize
  }
  const before = used()
  let peak = 0
  const look = () => (peak = Math.max(peak, used() - before))
  const timer = setInterval(look, EVERY_MS)
  return () => {
    clearInterval(timer)
    return look()
  }
}
