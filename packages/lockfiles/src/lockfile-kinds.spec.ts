import { growthOnDoubling, LINEAR } from '@module-images/core/testing'
import { describe, expect, it } from 'vitest'
import { LOCKFILE_NAMES, lockfileKind } from '@module-images/core'
import { LOCKFILE_KINDS, readLockfile } from './lockfile-kinds.js'
import { LOCKFILE_SAMPLES } from './testing/samples.js'

const CONFLICT = 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n'
const NUL = String.fromCharCode(0)

it('has a sample of each kind, and a reader for each name', () => {
  const kinds = LOCKFILE_KINDS.map(({ kind }) => kind)
  expect(LOCKFILE_SAMPLES.map(({ kind }) => kind)).toEqual(kinds)
  expect(LOCKFILE_NAMES.filter((name) => !kinds.some((kind) => kind === lockfileKind(name)))).toEqual([])
})

/** A package's table, whose name stands in the next line. */
const isEntry = (lines: readonly string[], line: number) => lines[line - 1] === '[[package]]'

describe.each(LOCKFILE_SAMPLES)('every kind: $kind', ({ kind, file: fileName, text: sample, packages }) => {
  it('gives names, versions, sources and lines of packages', () => {
    const lockfile = readLockfile(Buffer.from(sample), fileName)
    expect(lockfile).toMatchObject({ kind, problems: [], unread: [] })
    expect(lockfile?.packages.map(({ name, version }) => [name, version])).toEqual(packages)
    const lines = sample.split('\n')
    expect(
      lockfile?.packages.filter(({ name, line, source }) => !lines[line - 1]?.includes(name) && !isEntry(lines, line) && source),
    ).toEqual([])
  })

  it('reads the same of a file with the line ends of Windows and a byte order mark', () => {
    const { packages: found } = readLockfile(Buffer.from(`\ufeff${sample.replaceAll('\n', '\r\n')}`), fileName) ?? {}
    expect(found).toEqual(readLockfile(sample, fileName)?.packages)
  })

  it('is found by its name, in whatever folder', () => {
    expect(readLockfile('', `modules/a/${fileName}`)).toMatchObject({ kind, file: `modules/a/${fileName}` })
    expect(readLockfile('', `modules/a/${fileName}.bak`)).toBeUndefined()
  })

  it('names the line of a merge conflict and reads no further', () => {
    expect(readLockfile(CONFLICT, fileName)).toEqual({
      kind,
      file: fileName,
      packages: [],
      problems: [{ message: 'A merge conflict was left in the file: lock again.', place: { file: fileName, line: 2 } }],
      unread: [],
      facts: {},
    })
  })

  it.each([
    ['nothing', ''],
    ['zeros', NUL.repeat(1000)],
    ['half a file', '{"Packages": {"a": {'],
    ['lists in lists', '['.repeat(200_000)],
    ['mappings in mappings', '{"a":'.repeat(100_000)],
    ['deep indentation', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    [
      'aliases of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((n, i) => `${n}: &${n} [${`*${'abcdefgh'[i]},`.repeat(9)}]`).join('\n')}\ndependencies: *i\n`,
    ],
    ['another type everywhere', '{"R": 1, "Packages": [1, null], "version": [], "package": {}, "metadata": 3, "dependencies": {"a": [1]}}'],
    [
      'names of prototypes',
      '{"R": {"Version": "4"}, "Packages": {"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}}',
    ],
    ['long lines', `${'a'.repeat(1_000_000)} ${'='.repeat(100_000)}`],
    ['dashes in a row', '- '.repeat(100_000)],
    ['dashes with anchors', '- &a '.repeat(100_000)],
    ['questions', '? '.repeat(100_000)],
    ['many spaces', `${' '.repeat(200_000)}x`],
    ['open brackets', `a${'['.repeat(100_000)}`],
    ['too much', 'a'.repeat(17 * 1024 * 1024)],
  ])('survives %s', (_, text) => {
    const { problems } = readLockfile(text, fileName) ?? { problems: undefined }
    expect(problems?.every(({ place }) => place.file === fileName && place.line >= 1)).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each<[string, (size: number) => string]>([
    ['lists in lists', (size) => '['.repeat(size)],
    ['mappings in mappings', (size) => '{"a":'.repeat(size)],
    ['dashes in a row', (size) => '- '.repeat(size)],
    ['dashes with anchors', (size) => '- &a '.repeat(size)],
    ['questions', (size) => '? '.repeat(size)],
    ['open brackets', (size) => `a${'['.repeat(size)}`],
    ['lines', (size) => 'a=1\n'.repeat(size)],
    ['entries', (size) => '- a: 1\n'.repeat(size)],
  ])('takes steps in proportion to the %s', (_, text) => {
    const growth = growthOnDoubling(2000, (size) => {
      const whole = text(size)
      return () => readLockfile(whole, fileName)
    })
    expect(growth).toBeLessThan(LINEAR)
  })
})
