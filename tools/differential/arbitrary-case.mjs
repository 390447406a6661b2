// @ts-check
import fc from 'fast-check'
import { excludingLayoutWish, layoutWish, renderDockerfile } from './arbitrary-dockerfile.mjs'
import { ignore } from './arbitrary-ignore.mjs'
import { path, tree } from './arbitrary-tree.mjs'

const ignoreFile = fc.constantFrom(
  /** @type {const} */ ('.dockerignore'),
  /** @type {const} */ ('.dockerignore'),
  /** @type {const} */ ('Dockerfile.dockerignore'),
)

/** A file of the tree must not be in the way of those with a meaning. */
const RESERVED = new Set(['Dockerfile', '.dockerignore', 'Dockerfile.dockerignore'])

/** @param {typeof layoutWish} layout @returns {fc.Arbitrary<import('./case.mjs').Case>} */
function caseWith(layout) {
  return fc.record({ tree, ignore, ignoreFile, layout }).map(({ tree, layout, ...rest }) => {
    const entries = tree.filter(({ path }) => !RESERVED.has(path))
    return { ...rest, entries, dockerfile: renderDockerfile(layout, entries) }
  })
}

export const anyCase = caseWith(layoutWish)

/** With `--exclude`, which not every engine's frontend knows. */
export const excludingCase = caseWith(excludingLayoutWish)

const change = fc.record({
  what: fc.constantFrom('content', 'mode', 'delete', 'add', 'retarget', 'ignore'),
  at: fc.nat(30),
  path,
})

/** A case, and the same with one thing changed. @type {fc.Arbitrary<readonly [import('./case.mjs').Case, import('./case.mjs').Case]>} */
export const anyPair = fc.tuple(anyCase, change).map(([one, { what, at, path }]) => [one, changeCase(one, what, { at, path })])

/** @param {import('./case.mjs').Case} one @param {string} what @param {{ at: number, path: string }} where @returns {import('./case.mjs').Case} */
function changeCase(one, what, { at, path }) {
  const chosen = one.entries[at % Math.max(one.entries.length, 1)]
  const change = (/** @type {import('./case.mjs').Entry} */ entry) => one.entries.map((other) => (other === chosen ? entry : other))
  if (what === 'ignore' && one.ignore !== undefined) return { ...one, ignore: `${one.ignore}!${path}\n` }
  if (what === 'content' && chosen?.kind === 'file') return { ...one, entries: change({ ...chosen, salt: 'changed' }) }
  if (what === 'mode' && chosen?.kind === 'file') return { ...one, entries: change({ ...chosen, executable: !chosen.executable }) }
  if (what === 'retarget' && chosen?.kind === 'symlink') return { ...one, entries: change({ ...chosen, target: path }) }
  if (what === 'delete' && chosen && chosen.kind !== 'folder') return { ...one, entries: withoutFile(one.entries, chosen.path) }
  // What cannot be changed in this way gets a file more.
  const name = isFree(one.entries, path) ? path : 'added'
  return { ...one, entries: [...one.entries, { path: name, kind: 'file', executable: false }] }
}

/** At the root, so that no folder is needed. @param {readonly import('./case.mjs').Entry[]} entries @param {string} path */
function isFree(entries, path) {
  return !path.includes('/') && entries.every((entry) => entry.path !== path)
}

/** @param {readonly import('./case.mjs').Entry[]} entries @param {string} path */
function withoutFile(entries, path) {
  return entries.filter((entry) => entry.path !== path && !(entry.kind === 'hardlink' && entry.to === path))
}
