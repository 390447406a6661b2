// @ts-check
import fc from 'fast-check'
import { ignore as anyIgnore } from '../arbitrary-ignore.mjs'
import { tree } from '../arbitrary-tree.mjs'
import { baseReference, stageName } from './arbitrary-references.mjs'
import { anyStep, FAULTS } from './arbitrary-steps.mjs'
import { SETTINGS_FILES } from './built-case.mjs'
import { renderDockerfile } from './render-dockerfile.mjs'

const stage = fc.record({
  base: fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant(/** @type {const} */ ('reference')), reference: baseReference }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant(/** @type {const} */ ('stage')),
        stage: fc.nat(5),
        byVariable: fc.boolean(),
        asWritten: fc.nat(4),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant(/** @type {const} */ ('scratch')) }) },
  ),
  name: fc.option(stageName, { nil: undefined, freq: 4 }),
  as: fc.constantFrom('AS', 'AS', 'as', 'As'),
  platform: fc.constantFrom('', '', '', '', '--platform=linux/amd64', '--platform=$BUILDPLATFORM', '--platform=${TARGETPLATFORM}'),
  mark: fc.constantFrom(.../** @type {const} */ (['run', 'heredoc'])),
  steps: fc.array(anyStep, { minLength: 0, maxLength: 3 }),
})

/** How an instruction is laid out in lines. */
const style = fc.constantFrom(
  .../** @type {const} */ (['plain', 'plain', 'plain', 'plain', 'indented', 'continued', 'commented', 'blank line', 'word by word']),
)

/** One time in eight. @template T @param {fc.Arbitrary<T>} arbitrary @returns {fc.Arbitrary<T | undefined>} */
function sometimes(arbitrary) {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

const layout = fc.record({
  head: fc.constantFrom('', '', '', '', '', '# escape=`', '# escape=\\', '# a comment', '\uFEFF', '# check=skip=all', '\n\n'),
  end: fc.constantFrom(...Array.from({ length: 9 }, () => '\n'), '\r\n'),
  lastEnd: fc.boolean(),
  stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
  styles: fc.array(style, { minLength: 1, maxLength: 7 }),
  target: sometimes(fc.record({ stage: fc.nat(5), byNumber: fc.nat(7) })),
  fault: sometimes(fc.record({ after: fc.nat(12), text: fc.constantFrom(...FAULTS) })),
})
/** @typedef {typeof layout extends fc.Arbitrary<infer T> ? T : never} LayoutWish */

const mildRule = fc.constantFrom(
  ...['*.csv', 'b', '!b', 'data/x.txt', '**/x.txt', '!**/x.txt', 'd*', '!data', '.*', '# a comment', '', 'c/', '/A', '!*.txt|*.csv'],
  ...['{a,b}', '[a-b]', '**/[ab]/**', 'q?', '\\[x\\]', 'a|b', '!{x,y}.txt', '!.hidden', 'image-lock.json'],
)

const ignore = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.array(mildRule, { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join('\n')}\n`) },
  { weight: 1, arbitrary: anyIgnore },
)

const fileMode = fc.constantFrom(0o644, 0o644, 0o644, 0o755, 0o600, 0o640, 0o664, 0o4755, 0o444, 0o700, 0o2755, 0o655, 0o4644)
const folderMode = fc.constantFrom(0o755, 0o755, 0o700, 0o775, 0o1777, 0o2755)

/** Files that stand for something else where they are. */
const RESERVED = new Set(['Dockerfile', '.dockerignore', 'Dockerfile.dockerignore', ...SETTINGS_FILES])

/** Without fast-check's preference for what is at the ends of a list. @type {fc.Arbitrary<import('./built-case.mjs').BuiltCase>} */
export const anyBuiltCase = fc.noBias(
  fc
    .record({
      tree,
      fileModes: fc.array(fileMode, { minLength: 1, maxLength: 6 }),
      folderModes: fc.array(folderMode, { minLength: 1, maxLength: 3 }),
      ignore,
      ignoreFile: fc.constantFrom(.../** @type {const} */ (['.dockerignore', '.dockerignore', 'Dockerfile.dockerignore'])),
      layout,
      locked: fc.integer({ min: 0, max: 6 }).map((number) => number > 0),
      buildArgs: fc.constantFrom({}, {}, {}, { X: 'given' }, { UNUSED: '1' }, { X: 'two words', Y: '$X "quoted"' }),
    })
    .map(({ tree, fileModes, folderModes, layout, buildArgs, ...rest }) => {
      const entries = tree
        .filter(({ path }) => !RESERVED.has(path))
        .map((entry, index) => {
          if (entry.kind === 'file') return { ...entry, mode: fileModes[index % fileModes.length] ?? 0o644 }
          return entry.kind === 'folder' ? { ...entry, mode: folderModes[index % folderModes.length] ?? 0o755 } : entry
        })
      const { dockerfile, target, needed } = renderDockerfile(layout, entries)
      const options = { ...(target === undefined ? {} : { target }), buildArgs: { ...buildArgs, ...needed } }
      return { ...rest, entries, dockerfile, options }
    }),
)
