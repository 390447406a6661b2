// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The module that is raced. Its image holds all its inputs as they were, and its label what its Dockerfile was, so that from the image alone
 * the module can be put together again.
 */

/** Sizes never change. The largest is more than a reader takes in one go. */
export const FILES = /** @type {const} */ ([
  { path: 'a.txt', bytes: 120 },
  { path: 'data/b.txt', bytes: 4_096 },
  { path: 'run.sh', bytes: 60 },
  { path: 'data/large.bin', bytes: 600_000 },
])
export const DOCKERFILE = 'Dockerfile'

/** @param {number} stamp */
export function dockerfileOf(stamp) {
  return `FROM scratch\nLABEL stamp="${digits(stamp)}"\nCOPY a.txt run.sh data /d/\n`
}

/** The stamp again and again. @param {number} stamp @param {number} bytes */
export function contentOf(stamp, bytes) {
  return `${digits(stamp)} `.repeat(Math.ceil(bytes / 11)).slice(0, bytes)
}

/** @param {string} folder not there yet @param {number} stamp */
export function writeModule(folder, stamp) {
  mkdirSync(join(folder, 'data'), { recursive: true })
  for (const { path, bytes } of FILES)
    writeFileSync(join(folder, path), contentOf(stamp, bytes), { mode: path.endsWith('.sh') ? 0o755 : 0o644 })
  writeFileSync(join(folder, DOCKERFILE), dockerfileOf(stamp))
}

/**
 * The module whose image this is.
 *
 * @param {string} folder not there yet
 * @param {import('../images/saved-images.mjs').SavedImage} image
 */
export function writeModuleOfImage(folder, { files, config }) {
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, DOCKERFILE), dockerfileOf(Number(config['config']?.Labels?.stamp)))
  for (const { path } of FILES) {
    const entry = files.get(`d/${path.replace('data/', '')}`)
    if (entry?.content === undefined) throw new Error(`The image has no ${path}.`)
    writeFileSync(join(folder, path), entry.content, { mode: / 0755 /.test(entry.about) ? 0o755 : 0o644 })
  }
}

/** @param {number} stamp */
function digits(stamp) {
  return String(stamp).padStart(10, '0')
}
