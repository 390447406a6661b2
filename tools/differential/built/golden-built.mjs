// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Cases that once failed, a file each. What BuildKit makes of them, it is asked again. */
const GOLDEN = fileURLToPath(new URL('golden', import.meta.url))

/** @param {string} name @param {import('./built-case.mjs').BuiltCase} given @returns {string} its file */
export function keepBuiltCase(name, given) {
  mkdirSync(GOLDEN, { recursive: true })
  const file = join(GOLDEN, `${name}.json`)
  writeFileSync(file, `${JSON.stringify(given, null, 2)}\n`)
  return file
}

/** @returns {(readonly [string, import('./built-case.mjs').BuiltCase])[]} */
export function readBuiltGolden() {
  const files = existsSync(GOLDEN) ? readdirSync(GOLDEN).sort() : []
  return files.map((file) => /** @type {const} */ ([file.replace('.json', ''), JSON.parse(readFileSync(join(GOLDEN, file), 'utf8'))]))
}
