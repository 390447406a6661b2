import { describe, expect, it } from 'vitest'
import { renderPage } from './page.mjs'
import { median } from './statistics.mjs'

/** @type {(seconds: number, requests?: number) => import('../rounds.mjs').Measurement['result']} */
const done = (seconds, requests = 60) => ({
  kind: 'done',
  builds: 0,
  seconds,
  traffic: { requests, methods: {}, uploads: 0, mounts: 0, bytesServed: 1500 },
  bytesStored: 0,
  disk: 5e6,
  memory: { largest: 104e6, tree: 300e6 },
})
/** @type {(competitor: string, ...results: import('../rounds.mjs').Measurement['result'][]) => import('../rounds.mjs').Measurement[]} */
const measured = (competitor, ...results) =>
  results.map((result, index) => ({ case: 'release', size: 20, competitor, run: index + 1, result }))

const competitors = ['module-images', 'bake', 'loop'].map((name) => ({ name, title: name, note: 'n' }))
const facts = {
  machine: { system: 'Debian', processor: 'P', cores: 2, memoryGiB: 24, load: 0.5, engine: 'at hand', versions: { 'Node.js': '20' } },
  cases: [{ name: 'release', title: 'Release', about: 'All again.', competitors, publishes: true }],
  runs: 3,
  command: 'npm run bench',
}

describe('renderPage', () => {
  const failure = { kind: /** @type {const} */ ('failed'), said: 'x\nERROR: at /tmp/mi-bench-a1/w: no such job `a|b`\n' }
  const page = renderPage({
    ...facts,
    measurements: [
      ...measured('module-images', done(2), done(1), done(9)),
      ...measured('bake', done(4), done(5), done(4)),
      ...measured('loop', failure),
    ],
  })

  it('shows medians with their spread, and failures in their own words without paths', () => {
    expect(page.split('\n').filter((line) => line.startsWith('| 20'))).toEqual([
      '| 20 | module-images | 2.00 | 1.00–9.00 | 60 | 0 | 0 B | 1.5 kB | 5.0 MB | 104.0 MB | 300.0 MB |',
      '| 20 | bake | 4.00 | 4.00–5.00 | 60 | 0 | 0 B | 1.5 kB | 5.0 MB | 104.0 MB | 300.0 MB |',
      "| 20 | loop | fails | `ERROR: at … no such job 'a'b'` |",
    ])
  })

  it('judges the bars it has figures for', () => {
    expect(page).toContain('| the same: time | ≤ 0.8 × bake | 0.50 × bake (2.00 s to 4.00 s) | yes |')
    expect(page).not.toContain('1,000 modules')
  })
})

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1], 2.5],
  ])('of %j is %d', (numbers, wanted) => expect(median(numbers)).toBe(wanted))
})
