import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readReport, type ReportEntry, saveReport } from './report-file.js'
import type { ReportRow } from './report-rows.js'

let root = ''
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'report-'))))
afterEach(() => rmSync(root, { recursive: true }))

const entry = (module: string, outcome: ReportRow['outcome'], failure?: string): ReportEntry => ({
  row: { module, outcome, reason: `${outcome} for a reason`, digest: '', size: '', seconds: '1.0' },
  ...(failure === undefined ? {} : { failure }),
})
const outcomes = () => readReport(root)?.map(({ row }) => `${row.module} ${row.outcome}`)

it('is not there before the first run', () => {
  expect(readReport(root)).toBeUndefined()
})

it('holds what all processes of a run have done, each module once, and no run before it', () => {
  saveReport(root, '1', [entry('old', 'built')])
  saveReport(root, '2', [entry('b', 'built'), entry('a', 'failed', '✗ no')])
  saveReport(root, '2', [entry('a', 'skipped'), entry('b', 'pushed'), entry('c', 'skipped')])
  expect(outcomes()).toEqual(['a failed', 'b pushed', 'c skipped'])
})

it('is a table for people, and each failure whole', () => {
  saveReport(root, '1', [entry('b', 'built'), entry('a', 'failed', '✗ a: first line\n  second line')])
  expect(readFileSync(join(root, 'dist/images/report.txt'), 'utf8')).toBe(
    [
      'module  outcome  why                  digest  size  seconds',
      'a       failed   failed for a reason                    1.0',
      'b       built    built for a reason                     1.0',
      '',
      '✗ a: first line',
      '  second line',
      '',
    ].join('\n'),
  )
})

it('leaves out what a killed process could not end, and what is no report', () => {
  saveReport(root, '1', [entry('a', 'built')])
  const file = join(root, 'dist/images/.report.jsonl')
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"run":"1","row":{"module":"b"}}\n{"run":"1","ro`)
  expect(outcomes()).toEqual(['a built'])
})
