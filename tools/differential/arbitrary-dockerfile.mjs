// @ts-check
import fc from 'fast-check'
import { name, path } from './arbitrary-tree.mjs'

const wildcards = ['*', '?', '*.txt', '[a-c]', '[^a]*', 'd*', '.*', '*.*', '**', '\\a', '*|b', '?{2}', 'a{1}*', '{a,b}*', '[^|]']

const glob = fc.array(fc.oneof(name, fc.constantFrom(...wildcards)), { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))

/** A source that may well be nothing. */
const anything = fc.oneof(
  { weight: 3, arbitrary: path },
  { weight: 2, arbitrary: name },
  { weight: 3, arbitrary: glob },
  { weight: 2, arbitrary: fc.constantFrom('.', './', '/', '*', 'nowhere', 'data/.') },
)

/** What a COPY names, as a wish: most are about an entry of the tree, which is not known here yet. */
const source = fc.record({
  before: fc.constantFrom('', '', '', '', '', '', './', '/', '../', 'a/../'),
  entry: fc.nat(30),
  how: fc.constantFrom(
    .../** @type {const} */ ([
      'itself',
      'itself',
      'itself',
      'itself',
      'its folder',
      'its first folder',
      'a star for its name',
      'a star for a folder',
      'anything',
    ]),
  ),
  anything,
  after: fc.constantFrom('', '', '', '', '', '', '', '', '', '/', '/.'),
})
/** @typedef {typeof source extends fc.Arbitrary<infer T> ? T : never} SourceWish */

const usualFlags = fc.constantFrom('', '', '', '--link ', '--chmod=755 ', '--chown=1:1 ', '--chown=1:1 --link ')

/** The shell form of a flag knows no spaces. */
const exclusion = fc
  .oneof(
    { weight: 3, arbitrary: glob },
    { weight: 3, arbitrary: name },
    { weight: 2, arbitrary: path },
    fc.constantFrom('!a', './a', 'a/', '.', '/'),
  )
  .filter((text) => !/\s/.test(text))
  .map((text) => `--exclude=${text} `)

/** For an engine whose frontend knows `--exclude`. */
const excludingFlags = fc
  .tuple(usualFlags, fc.array(exclusion, { minLength: 0, maxLength: 3 }))
  .map(([usual, exclusions]) => usual + exclusions.join(''))

/** @param {fc.Arbitrary<string>} flags */
const copyWith = (flags) =>
  fc.record({
    kind: fc.constantFrom(/** @type {const} */ ('COPY'), /** @type {const} */ ('COPY'), /** @type {const} */ ('ADD')),
    flags,
    sources: fc.array(source, { minLength: 1, maxLength: 3 }),
    form: fc.constantFrom(
      /** @type {const} */ ('shell'),
      /** @type {const} */ ('shell'),
      /** @type {const} */ ('json'),
      /** @type {const} */ ('variable'),
      /** @type {const} */ ('default'),
    ),
  })

const mount = fc.record({ kind: fc.constant(/** @type {const} */ ('mount')), source })

/** @param {fc.Arbitrary<string>} flags */
function layoutWith(flags) {
  const step = fc.oneof({ weight: 9, arbitrary: copyWith(flags) }, { weight: 1, arbitrary: mount })
  const steps = fc.array(step, { minLength: 1, maxLength: 3 })
  // `used`: whether the last stage takes something of it: else it is not built.
  const stage = fc.record({ steps, used: fc.boolean() })
  return fc.record({
    stages: fc.array(stage, { minLength: 0, maxLength: 2 }),
    steps,
    end: fc.constantFrom('\n', '\n', '\n', '\r\n'),
  })
}

/** A Dockerfile still to be written for a tree. */
export const layoutWish = layoutWith(usualFlags)
export const excludingLayoutWish = layoutWith(excludingFlags)
/** @typedef {typeof layoutWish extends fc.Arbitrary<infer T> ? T : never} Layout */

/**
 * Text of a Dockerfile whose last stage holds all that its stages read from the context.
 *
 * @param {Layout} layout
 * @param {readonly import('./case.mjs').Entry[]} entries
 */
export function renderDockerfile({ stages, steps, end }, entries) {
  const lines = stages.flatMap((stage, index) => [`FROM scratch AS s${index}`, ...render(stage.steps, entries)])
  lines.push('FROM scratch', ...render(steps, entries))
  stages.forEach(({ used }, index) => used && lines.push(`COPY --from=s${index} / /s${index}/`))
  return lines.join(end) + end
}

/** @param {SourceWish} wish @param {readonly import('./case.mjs').Entry[]} entries */
function resolveSource({ before, entry, how, anything, after }, entries) {
  const names = (entries[entry % Math.max(entries.length, 1)]?.path ?? anything).split('/')
  const named = {
    itself: () => names,
    'its folder': () => names.slice(0, -1),
    'its first folder': () => names.slice(0, 1),
    'a star for its name': () => [...names.slice(0, -1), '*'],
    'a star for a folder': () => ['*', ...names.slice(1)],
    anything: () => [anything],
  }[how]()
  return `${before}${named.length === 0 ? '.' : named.join('/')}${after}`
}

/**
 * A static shell comes from the build context `tools`, for the mounts alone.
 *
 * @param {Layout['steps']} steps
 * @param {readonly import('./case.mjs').Entry[]} entries
 */
function render(steps, entries) {
  const lines = steps.some(({ kind }) => kind === 'mount') ? ['COPY --from=tools busybox /bin/busybox'] : []
  steps.forEach((step, index) => {
    if (step.kind === 'mount') {
      const mount = `type=bind,${csv(`source=${resolveSource(step.source, entries)}`)},target=/mnt`
      lines.push(`RUN --mount=${mount} ["/bin/busybox", "cp", "-a", "/mnt", "/o${index}"]`)
    } else {
      const sources = step.sources.map((wish) => resolveSource(wish, entries))
      lines.push(...renderCopy({ ...step, sources, target: `/o${index}/` }))
    }
  })
  return lines
}

/** @param {{ kind: string, flags: string, sources: readonly string[], form: 'shell' | 'json' | 'variable' | 'default', target: string }} step */
function renderCopy({ kind, flags, sources, form, target }) {
  // The shell form knows no quotes round spaces.
  if (form === 'json' || sources.some((one) => /\s/.test(one))) return [`${kind} ${flags}${JSON.stringify([...sources, target])}`]
  const [first = '', ...rest] = sources
  if (form === 'shell') return [`${kind} ${flags}${[first, ...rest].join(' ')} ${target}`]
  const value = form === 'variable' ? '${SOURCE}' : '${UNSET:-' + first + '}'
  return [...(form === 'variable' ? [`ARG SOURCE=${first}`] : []), `${kind} ${flags}${[value, ...rest].join(' ')} ${target}`]
}

/** @param {string} field */
function csv(field) {
  return /[",\s]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
