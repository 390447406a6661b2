// @ts-check
import { SCOPE } from './read-packages.mjs'

/** Every nx command waits for what inference imports. */
const OWN = ['core', 'workspace', 'nx'].map((name) => `${SCOPE}${name}`)
const OTHERS = [
  ...['@nx/devkit', 'p-limit', 'valibot', 'yocto-queue'],
  ...['minimatch', '@isaacs/nonrecursive-glob-match', 'balanced-match', 'brace-expansion'],
]

/**
 * Looks at what a file of the packed package loads before it runs.
 *
 * @param {readonly import('./bundle-package.mjs').Chunk[]} chunks
 * @param {string} entry inference's, below `dist`
 * @param {(module: string) => string} packageOf the name of the package that a file is of
 * @returns {string[]} one line for each package that inference has no use for
 */
export function findInferenceFaults(chunks, entry, packageOf) {
  const byFile = new Map(chunks.map((chunk) => [chunk.file, chunk]))
  const [seen, outside] = [new Set([entry]), new Set()]
  // A set is walked in the order of its elements, those added meanwhile included.
  for (const file of seen) {
    for (const id of byFile.get(file)?.imports ?? []) (byFile.has(id) ? seen : outside).add(id)
  }
  const included = [...seen].flatMap((file) => byFile.get(file)?.modules ?? []).map(packageOf)
  const imported = [...outside].filter((id) => !id.startsWith('node:'))
  const faults = [...included, ...imported].filter((name) => !OWN.includes(name) && !OTHERS.includes(name))
  return [...new Set(faults)].sort().map((name) => `Inference loads ${name}: import what needs it where it is used, by import().`)
}
