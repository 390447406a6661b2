import { stripVTControlCharacters } from 'node:util'
import { ModuleImagesError, type Receipt, renderBytes } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { createColours } from '../output/colour.js'
import type { ImageTask, TaskOutcome } from '../tasks/run-tasks.js'
import { renderAnnotation } from './annotation.js'
import { renderMarkdownTable } from './markdown-table.js'
import { planRows } from './report-rows.js'
import { renderTextTable } from './text-table.js'

const task = (module: string, action: 'build' | 'push' = 'build'): ImageTask => {
  const common = { id: `${module}:${action}`, module, dependencies: [] }
  return action === 'build'
    ? { ...common, action, published: false }
    : { ...common, action, tags: { releases: [], branch: ['latest'] }, moveTags: false, prune: false }
}

const receipt = (module: string, changes: Partial<Receipt> = {}): Receipt => ({
  receipt: 1,
  module,
  image: `r.example/${module}`,
  key: 'k',
  contentTag: 'key-k',
  outcome: 'built',
  reason: 'in neither engine nor registry',
  digest: `sha256:${'a1'.repeat(32)}`,
  platforms: ['linux/amd64'],
  size: { bytes: 438_000_000, of: 'engine' },
  bases: [],
  tags: [],
  seconds: 12.34,
  ...changes,
})

const broken = new ModuleImagesError({
  code: 'bad-dockerfile',
  kind: 'input',
  message: 'No stage.\nsecond line',
  place: { file: 'modules/b/Dockerfile', line: 3 },
  fix: '100% fix: it',
})

const ends: TaskOutcome[] = [
  { kind: 'failed', task: task('b'), error: broken, seconds: 0.04 },
  { kind: 'done', task: task('a'), receipt: receipt('a') },
  { kind: 'skipped', task: task('b', 'push'), because: 'b' },
  { kind: 'done', task: task('a', 'push'), receipt: receipt('a', { outcome: 'promoted', reason: 'latest moved' }) },
  { kind: 'skipped', task: task('c'), because: 'b' },
]

describe('planRows', () => {
  it('gives each module one row: of build and push the push, of failed and skipped the failure', () => {
    expect(planRows(ends)).toEqual([
      { module: 'b', outcome: 'failed', reason: 'Dockerfile:3: No stage.', digest: '', size: '', seconds: '0.0' },
      { module: 'a', outcome: 'promoted', reason: 'latest moved', digest: 'a1a1a1a1a1a1', size: '438 MB in engine', seconds: '12.3' },
      { module: 'c', outcome: 'skipped', reason: 'b failed', digest: '', size: '', seconds: '' },
    ])
  })
})

describe('the table', () => {
  it('aligns its columns in text, in order of module', () => {
    expect(renderTextTable(planRows(ends))).toBe(
      [
        'module  outcome   why                      digest                    size  seconds',
        'a       promoted  latest moved             a1a1a1a1a1a1  438 MB in engine     12.3',
        'b       failed    Dockerfile:3: No stage.                                      0.0',
        'c       skipped   b failed',
      ].join('\n'),
    )
  })

  it('shortens a long reason, which is said in full above it', () => {
    const [, line] = renderTextTable(
      planRows([{ kind: 'done', task: task('a'), receipt: receipt('a', { reason: 'x'.repeat(200) }) }]),
    ).split('\n')
    expect(line).toContain(`  ${'x'.repeat(71)}…  a1a1a1a1a1a1`)
  })

  it('fits a terminal of 80 columns, with coloured outcomes', () => {
    const style = { colours: createColours({}, { FORCE_COLOR: '1' }), width: 80 }
    const lines = renderTextTable(planRows(ends), style).split('\n')
    expect(Math.max(...lines.map((line) => stripVTControlCharacters(line).length))).toBeLessThanOrEqual(80)
    expect(lines[1]).toContain('\u001b[32mpromoted\u001b[39m')
    expect(lines.find((line) => line.startsWith('b '))).toContain('\u001b[31mfailed\u001b[39m')
  })

  it('cannot be broken out of in Markdown', () => {
    const [row] = planRows([
      { kind: 'done', task: task('a'), receipt: receipt('a', { reason: 'x | <img src=x> [l](http://e) @all\n# h' }) },
    ])
    const line = renderMarkdownTable(row ? [row] : []).split('\n')[2] ?? ''
    expect(line.split('|').length).toBe(8)
    expect(line).not.toMatch(/[<\][@]|\n/)
  })
})

describe('renderAnnotation', () => {
  it('names files from the top of the repository, where the workspace lies below it', () => {
    expect(renderAnnotation(broken, 'work/a,b')).toMatch(/^::error file=work\/a%2Cb\/modules\/b\/Dockerfile,line=3,/)
  })

  it('names file and line, with everything escaped that the runner would read', () => {
    expect(renderAnnotation(broken)).toBe(
      '::error file=modules/b/Dockerfile,line=3,title=module-images::modules/b/Dockerfile:3: No stage.%0Asecond line%0A  100%25 fix: it',
    )
  })
})

describe('renderBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [128_000_000, '128 MB'],
    [3_400_000_000, '3.4 GB'],
  ])('%i', (bytes, text) => expect(renderBytes(bytes)).toBe(text))
})
