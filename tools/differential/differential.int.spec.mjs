// @ts-check
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUSYBOX } from '../local/programs.mjs'
import { readBuiltGolden } from './built/golden-built.mjs'
import { NAMED_CASES } from './built/named-cases.mjs'
import { askOracle } from './built/oracle.mjs'
import { openPlace } from './built/place.mjs'
import { judgeBuilt, runBuilt } from './built/run-built.mjs'
import { readEngineFeatures } from './engine-features.mjs'
import { expectedOf, readGolden } from './golden.mjs'
import { judgeCases, runCases } from './run-cases.mjs'
import { runPairs } from './run-pairs.mjs'

/** @type {import('./run-cases.mjs').Place} */
let place

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-differential-')))
  mkdirSync(join(folder, 'tools'))
  copyFileSync(BUSYBOX, join(folder, 'tools', 'busybox'))
  const bench = { folder, tools: join(folder, 'tools'), atOnce: 4 }
  place = { ...bench, features: await readEngineFeatures(bench) }
})
afterAll(() => rmSync(place.folder, { recursive: true, force: true }))

describe('what a build reads, held against BuildKit', () => {
  it.each([11])(
    'agrees on the cases of seed %i',
    async (seed) => {
      const { failures, built, refused } = await runCases({ seed, from: 0, count: 100 }, place, () => undefined)
      expect(failures).toEqual([])
      // Cases that all fail, or all succeed, would say little.
      expect([built > 20, refused > 20]).toEqual([true, true])
    },
    180_000,
  )

  it('never gives two images one key', async () => {
    const { wrong, same } = await runPairs({ seed: 33, count: 20 }, place, () => undefined)
    expect(wrong).toEqual([])
    expect(same).toBeGreaterThan(5)
  }, 180_000)
})

/** A case that ends an engine which checks Dockerfiles. @type {import('./built/built-case.mjs').BuiltCase} */
const ENDING = {
  ...{ entries: [{ path: 'a', kind: 'file', executable: false }], ignore: '*{2}\n', ignoreFile: '.dockerignore' },
  ...{ dockerfile: 'FROM scratch\nCOPY a a /\n', locked: true, options: {} },
}
const checking = { exclude: false, deadLinks: false, checks: true }

it('asks no engine that would end with it what a build reads', async () => {
  const [result] = await judgeCases([ENDING], { ...place, features: checking })
  expect(result).toMatchObject({ predicted: { kind: 'refuses' }, observed: { kind: 'not-asked' }, disagreement: { kind: 'not-asked' } })
})

describe('cases that once failed', () => {
  it.each(readGolden().map(({ name, given, expected }) => /** @type {const} */ ([name, given, expected])))(
    '%s',
    async (_, given, expected) => {
      const [result] = await judgeCases([given], place)
      if (result?.observed.kind === 'not-asked') return
      expect(result?.disagreement).toBeUndefined()
      expect(result && expectedOf(result.observed)).toEqual(expected)
    },
    60_000,
  )
})

describe('what a build makes, held against BuildKit', () => {
  /** @type {import('./built/place.mjs').BuiltPlace} */
  let built
  beforeAll(async () => {
    built = await openPlace({ features: place.features })
  }, 60_000)
  afterAll(() => built.close(), 60_000)

  it('agrees on cases that once failed', async () => {
    const cases = [...Object.entries(NAMED_CASES), ...readBuiltGolden()]
    const { verdicts } = await judgeBuilt(
      cases.map(([, given]) => given),
      built,
    )
    const differences = cases.flatMap(([name], index) => (verdicts[index]?.difference ? [[name, verdicts[index].difference]] : []))
    expect(differences).toEqual([])
    expect(verdicts.filter(({ oracle }) => oracle.kind === 'built').length).toBeGreaterThan(10)
  }, 600_000)

  it('asks no engine that would end with it', async () => {
    expect(await askOracle([ENDING], { ...built, features: checking })).toEqual([{ kind: 'not-asked' }])
  })

  it('agrees on the cases of a seed', async () => {
    const { failures, built: images } = await runBuilt({ seed: 44, from: 0, count: 25 }, built, () => undefined)
    expect(failures).toEqual([])
    expect(images).toBe(25)
  }, 900_000)
})
