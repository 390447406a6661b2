// @ts-check
import { join } from 'node:path'
import { createImage, putImage } from '../images/put-image.mjs'
import { run } from '../local/command.mjs'

/** By which an image says what it was built from. */
const KEY_LABEL = 'io.github.module-images.key'
const AT_ONCE = 8
/** The same tiny one in all. */
const LAYER = Buffer.alloc(128, 'layer')

/**
 * Gives every module of a workspace an image under its content tag: building a thousand takes an hour.
 *
 * @param {import('./competitors/competitor.mjs').Workspace} workspace with our packages
 * @param {readonly string[]} [tags] what else names the images
 */
export async function seedRegistry({ folder }, tags = []) {
  const command = [process.execPath, join('node_modules', '@module-images', 'nx', 'bin', 'module-images.js'), 'plan', '--offline', '--json']
  const plan = await run(command, { cwd: folder, failure: 'The modules cannot be planned.' })
  const { modules } = /** @type {{ modules: { image: string, key: string, contentTag: string }[] }} */ (JSON.parse(plan))
  const waiting = [...modules]
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { image, key, contentTag } = next
      const made = createImage(LAYER, { Labels: { [KEY_LABEL]: key } })
      for (const tag of [contentTag, ...tags]) await putImage(image, tag, made)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}
