import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, afterEach, describe, expect, test } from 'vitest'
import { isRunning, parseProcessStat, readProcess } from './process-record.mjs'

const stat = ({ pid = 42, name = 'dockerd', state = 'S', start = '9001' } = {}) =>
  `${pid} (${name}) ${state} 1 42 42 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 14 0 ${start} 2048 100 18446744073709551615\n`

describe('parseProcessStat', () => {
  test.each(['dockerd', 'a b', 'x) S 1 (y', '))(('])('reads past the name %j', (name) => {
    expect(parseProcessStat(stat({ name }))).toEqual({ state: 'S', startTime: '9001' })
  })

  test.each(['', 'nonsense', '42 (x) S 1 2'])('%j is none', (text) => {
    expect(parseProcessStat(text)).toBeUndefined()
  })
})

describe('a process', () => {
  /** @type {string} */
  let proc
  /** @param {{ argv?: string[], boot?: string, pid?: number, name?: string, state?: string, start?: string }} [given] */
  const write = ({ argv = ['dockerd', '--config-file', '/a b'], boot = 'boot-1', ...rest } = {}) => {
    mkdirSync(join(proc, '42'), { recursive: true })
    mkdirSync(join(proc, 'sys/kernel/random'), { recursive: true })
    writeFileSync(join(proc, '42/stat'), stat(rest))
    writeFileSync(join(proc, '42/cmdline'), argv.map((argument) => `${argument}\0`).join(''))
    writeFileSync(join(proc, 'sys/kernel/random/boot_id'), `${boot}\n`)
  }
  beforeEach(() => void (proc = mkdtempSync(join(tmpdir(), 'proc-'))))
  afterEach(() => rmSync(proc, { recursive: true }))

  test('is known by start time, boot and arguments', () => {
    write()
    const record = readProcess(42, proc)
    expect(record).toEqual({ pid: 42, startTime: '9001', boot: 'boot-1', argv: ['dockerd', '--config-file', '/a b'] })
    expect(record && isRunning(record, proc)).toBe(true)
  })

  test.each([
    ['later, under the same id', { start: '9002' }],
    ['after the machine was started anew', { boot: 'boot-2' }],
    ['with other arguments', { argv: ['dockerd', '--config-file', '/a'] }],
    ['with more arguments', { argv: ['dockerd', '--config-file', '/a b', ''] }],
    ['that has ended and waits to be collected', { state: 'Z' }],
  ])('is not one %s', (_, other) => {
    write()
    const record = readProcess(42, proc)
    write(other)
    expect(record && isRunning(record, proc)).toBe(false)
  })

  test('that is not there is none', () => {
    expect(readProcess(43, proc)).toBeUndefined()
  })
})
