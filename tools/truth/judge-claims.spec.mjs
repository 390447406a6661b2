// @ts-check
import { describe, expect, it } from 'vitest'
import { claimsOf } from './claims.mjs'
import { judgeClaims } from './judge-claims.mjs'
import { parseTables } from './report-table.mjs'

const KEY = 'ab'.repeat(32)
const TAG = `key-${KEY.slice(0, 32)}`
const IMAGE = '127.0.0.1:5000/x/lone'
const DIGEST = `sha256:${'1'.repeat(64)}`
const RECEIPT = { image: IMAGE, key: KEY, contentTag: TAG, outcome: 'built', tags: [] }
const FILE = 'modules/lone/input.txt'

/** @type {import('./observed-images.mjs').ObservedImage} */
const GOOD = { digests: [DIGEST], key: KEY, labels: { mode: 'plain' }, files: new Map([['d/input.txt', 'one\n']]) }

/**
 * @param {import('./claims.mjs').Claim[]} claims
 * @param {{ engine?: object, registry?: object }} images what differs from the good one
 * @param {readonly string[]} read what the file may have held
 */
function judge(claims, { engine, registry }, read = ['one\n']) {
  const image = (/** @type {object | undefined} */ other) => (other ? { ...GOOD, ...other } : undefined)
  const local = image(engine)
  return judgeClaims(claims, {
    observer: {
      engine: async (references) => new Map(local ? references.map((reference) => [reference, local]) : []),
      registry: async () => image(registry),
    },
    read: (file) => (file === FILE ? read : [undefined]),
  })
}

/** @param {Partial<import('./claims.mjs').Ended>} [more] */
function build(more) {
  return claimsOf({
    command: { kind: 'build', modules: 'lone', daemon: false },
    ...{
      code: 0,
      stdout: '',
      receipts: new Map([['lone', RECEIPT]]),
      written: new Set(),
      receiptsMayLack: false,
      isAlone: true,
      used: undefined,
    },
    ...more,
  })
}

describe('a success', () => {
  it.each([
    [{ engine: {} }, []],
    [{ registry: {} }, []],
    [{}, [`the success of lone: ${IMAGE}:${TAG} is not in engine or registry`]],
    [{ engine: { key: 'cd' } }, [`the success of lone: ${IMAGE}:${TAG} has the key label cd`]],
    [{ engine: {}, registry: { key: undefined } }, [`the success of lone: ${IMAGE}:${TAG} has the key label undefined`]],
    [
      { engine: { files: new Map([['d/input.txt', 'two\n']]) } },
      [`the success of lone: ${IMAGE}:${TAG} holds 'two' where ${FILE} is 'one'`],
    ],
    [
      { engine: { labels: { mode: 'typed' } } },
      [`the success of lone: ${IMAGE}:${TAG} was built with MODE=typed, and the files say plain`],
    ],
  ])('with %j is judged', async (images, lies) => expect(await judge(build(), images)).toEqual(lies))

  it('needs a receipt, unless another command has taken it away', async () => {
    expect(await judge(build({ receipts: new Map() }), {})).toEqual(['the success of lone: there is no receipt of it'])
    expect(build({ receipts: new Map(), receiptsMayLack: true })).toEqual([])
  })

  it('beside another command that changed a file is of the file before or after it', async () => {
    const images = { engine: { files: new Map([['d/input.txt', 'two\n']]) } }
    expect(await judge(build(), images, ['two\n', 'one\n'])).toEqual([])
    expect(await judge(build(), images, ['three\n', 'one\n'])).toEqual([
      `the success of lone: ${IMAGE}:${TAG} holds 'two' where ${FILE} is 'three' or 'one'`,
    ])
  })

  it('of a push is about the registry', async () => {
    const claims = build({ command: { kind: 'push', modules: 'lone', daemon: false } })
    expect(await judge(claims, { engine: {} })).toEqual([`the success of lone: ${IMAGE}:${TAG} is not in the registry`])
  })
})

it('a push of what is affected is about the registry for what it pushed, and not for what that stands on', async () => {
  const affected = (/** @type {string} */ stdout) => build({ command: { kind: 'push', modules: 'affected', daemon: false }, stdout })
  expect(await judge(affected('> nx run lone:docker-build\n'), { engine: {} })).toEqual([])
  expect(await judge(affected('> nx run lone:docker-build\n> nx run lone:docker-push\n'), { engine: {} })).toEqual([
    `the success of lone: ${IMAGE}:${TAG} is not in the registry`,
  ])
})

describe('what is said beside', () => {
  const HEADER = 'module  outcome  why                             digest          size  seconds'

  it('counts where the command failed', async () => {
    const stdout = `lone  in the engine as ${IMAGE}:${TAG}\nlone  ${IMAGE}:latest is now ${'2'.repeat(12)}\n`
    expect(await judge(build({ code: 1, stdout }), { registry: {} })).toEqual([
      `docker-load of lone: ${IMAGE}:${TAG} is not in the engine`,
      `a line about a tag of lone: ${IMAGE}:latest is ${DIGEST}, not sha256:${'2'.repeat(12)}`,
    ])
  })

  it('is read out of tables', async () => {
    const stdout = `${HEADER}\nlone    built    in neither engine nor registry  222222222222  1.7 kB      0.9\nmade    present        in the engine                                  10.7 kB      0.9\n\nlone\n`
    expect(parseTables(stdout)).toEqual([
      { module: 'lone', outcome: 'built', why: 'in neither engine nor registry', digest: '222222222222' },
      { module: 'made', outcome: 'present', why: 'in the engine', digest: '' },
    ])
    expect(await judge(build({ code: 1, stdout }), { engine: {} })).toEqual([
      `the table of lone: ${IMAGE}:${TAG} is ${DIGEST}, not sha256:222222222222`,
    ])
    // Another command may have built the same key since.
    expect(await judge(build({ code: 1, stdout, isAlone: false }), { engine: {} })).toEqual([])
  })

  it('does not hold where a later table shows that the image had to be made', async () => {
    const row = (/** @type {string} */ outcome, /** @type {string} */ why) => `${HEADER}\nlone    ${outcome.padEnd(7)}  ${why}\n\n`
    const stdout = row('present', "in Nx's cache") + row('built', 'in neither')
    expect(await judge(build({ code: 1, stdout }), { engine: {} })).toEqual([
      "the table of lone: said present (in Nx's cache), and then built (in neither)",
    ])
  })
})
