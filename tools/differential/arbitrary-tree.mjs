// @ts-check
import fc from 'fast-check'

/** Few names, so that rules, sources and links often meet something: with spaces, dots, dashes, case twins, unicode, characters of globs and of expressions. */
const NAMES = [
  'a',
  'b',
  'c',
  'A',
  'data',
  'Data',
  'x.txt',
  'y.txt',
  'z.csv',
  'a b',
  '.env',
  '.hidden',
  '-dash',
  'ü',
  '日本',
  'a.b.c',
  '[x]',
  'q?',
  's*',
  '!n',
  '#h',
  'a|b',
  '{2}',
  'aa',
]

export const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NAMES.slice(0, 9)) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
)

/** @type {fc.Arbitrary<string>} */
export const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))

/** Where a link may lead: beside it, up, to itself, out of the context, nowhere. */
const linkTarget = fc.oneof(
  { weight: 5, arbitrary: path },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('../', '../../', './', '/', '../../../../'), path).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('.', '..', '/', '../..', 'a/', '/etc/hostname', 'nowhere') },
)

const wish = fc.record({
  path,
  what: fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant(/** @type {const} */ ('file')), executable: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant(/** @type {const} */ ('folder')) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant(/** @type {const} */ ('symlink')), target: linkTarget }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant(/** @type {const} */ ('hardlink')), to: fc.nat(20) }) },
  ),
})

/** @type {fc.Arbitrary<import('./case.mjs').Entry[]>} */
export const tree = fc.array(wish, { minLength: 1, maxLength: 14 }).map(plant)

/**
 * Takes each wish that what is there already leaves room for.
 *
 * @param {readonly { path: string, what: { kind: 'file', executable: boolean } | { kind: 'folder' } | { kind: 'symlink', target: string } | { kind: 'hardlink', to: number } }[]} wishes
 */
function plant(wishes) {
  /** @type {Map<string, import('./case.mjs').Entry>} */
  const entries = new Map()
  for (const { path, what } of wishes) {
    if (entries.has(path) || !plantParents(entries, path)) continue
    const files = [...entries.values()].filter(({ kind }) => kind === 'file')
    if (what.kind !== 'hardlink') entries.set(path, { path, ...what })
    else if (files.length > 0) entries.set(path, { path, kind: 'hardlink', to: files[what.to % files.length]?.path ?? '' })
  }
  return [...entries.values()]
}

/** @param {Map<string, import('./case.mjs').Entry>} entries @param {string} path */
function plantParents(entries, path) {
  const parents = path
    .split('/')
    .slice(0, -1)
    .map((_, depth, names) => names.slice(0, depth + 1).join('/'))
  if (parents.some((parent) => (entries.get(parent)?.kind ?? 'folder') !== 'folder')) return false
  for (const parent of parents) if (!entries.has(parent)) entries.set(parent, { path: parent, kind: 'folder' })
  return true
}
