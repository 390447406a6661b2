// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Cases that once failed, a folder each. */
export const GOLDEN = fileURLToPath(new URL('golden', import.meta.url))

/**
 * What BuildKit does with a golden case: the files of the context that arrive, sorted, or the line it refuses.
 *
 * @typedef {{ kind: 'reads', files: string[] } | { kind: 'refuses', line?: number } | { kind: 'collides' }} Expected
 */

/**
 * Keeps a case: `in/Dockerfile`, `in/.dockerignore` and `in/tree.json` (git keeps neither empty folders nor hard links), and `expected.json`.
 *
 * @param {string} name
 * @param {import('./case.mjs').Case} given
 * @param {Expected} expected
 * @param {string} [golden]
 * @returns {string} its folder
 */
export function keepCase(name, { entries, ignore, ignoreFile, dockerfile }, expected, golden = GOLDEN) {
  const folder = join(golden, name)
  mkdirSync(join(folder, 'in'), { recursive: true })
  writeFileSync(join(folder, 'in', 'Dockerfile'), dockerfile)
  if (ignore !== undefined) writeFileSync(join(folder, 'in', ignoreFile), ignore)
  writeFileSync(join(folder, 'in', 'tree.json'), `${JSON.stringify(entries, null, 2)}\n`)
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)
  return folder
}

/** @param {string} [golden] @returns {{ name: string, given: import('./case.mjs').Case, expected: Expected }[]} */
export function readGolden(golden = GOLDEN) {
  if (!existsSync(golden)) return []
  return readdirSync(golden)
    .sort()
    .map((name) => {
      const read = (/** @type {string} */ file) => readFileSync(join(golden, name, file), 'utf8')
      const files = readdirSync(join(golden, name, 'in'))
      /** @type {import('./case.mjs').Case['ignoreFile']} */
      const ignoreFile = files.includes('Dockerfile.dockerignore') ? 'Dockerfile.dockerignore' : '.dockerignore'
      const given = {
        entries: JSON.parse(read('in/tree.json')),
        ignore: files.includes(ignoreFile) ? read(`in/${ignoreFile}`) : undefined,
        ignoreFile,
        dockerfile: read('in/Dockerfile'),
      }
      return { name, given, expected: JSON.parse(read('expected.json')) }
    })
}

/** @param {import('./observe.mjs').Observation} observed @returns {Expected} */
export function expectedOf(observed) {
  if (observed.kind === 'collides') return { kind: 'collides' }
  if (observed.kind === 'refuses') return observed.line === undefined ? { kind: 'refuses' } : { kind: 'refuses', line: observed.line }
  const files = observed.entries.flatMap((entry) =>
    entry.kind === 'file' && entry.content.startsWith('from ') ? [entry.content.slice(5).split('\n', 1)[0] ?? ''] : [],
  )
  return { kind: 'reads', files: [...new Set(files)].sort() }
}
