import { describe, expect, it } from 'vitest'
import { type BaseLock, NO_BASE_LOCK, parseBaseLock, renderBaseLock } from './base-lock.js'

const FILE = 'modules/a/image-lock.json'
const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const resolved = '2026-03-01T09:30:00.000Z'

const lock: BaseLock = {
  epoch: 3,
  bases: new Map([
    ['debian:trixie-slim', { digest: digest('1'), platforms: ['linux/amd64', 'linux/arm64'], resolved }],
    ['alpine', { digest: digest('2'), platforms: [], resolved }],
  ]),
}

const text = `{
  "lock": 1,
  "epoch": 3,
  "bases": {
    "alpine": {
      "digest": "${digest('2')}",
      "platforms": [],
      "resolved": "2026-03-01T09:30:00.000Z"
    },
    "debian:trixie-slim": {
      "digest": "${digest('1')}",
      "platforms": ["linux/amd64", "linux/arm64"],
      "resolved": "2026-03-01T09:30:00.000Z"
    }
  }
}
`

describe('renderBaseLock', () => {
  it('is the same text whatever the order of the bases', () => {
    expect(renderBaseLock(lock)).toBe(text)
    expect(renderBaseLock({ ...lock, bases: new Map([...lock.bases].reverse()) })).toBe(text)
  })

  it('is read back as it was, an empty one too, and whatever a name holds', () => {
    const odd: BaseLock = { epoch: 0, bases: new Map([['a"\\\n', { digest: digest('3'), platforms: ['x"y'], resolved }]]) }
    const leaving: BaseLock = {
      epoch: 0,
      bases: new Map([['a', { digest: digest('3'), platforms: [], resolved, onbuild: ['COPY "a b" /'] }]]),
    }
    for (const one of [lock, NO_BASE_LOCK, odd, leaving]) expect(parseBaseLock(renderBaseLock(one), FILE)).toEqual(one)
  })
})

describe('parseBaseLock', () => {
  it.each([
    ['a merge that was not finished', `<<<<<<< HEAD\n${text}`, 'Not a base lock'],
    ['an unknown version', text.replace('"lock": 1', '"lock": 0'), 'lock'],
    ['an unknown field', text.replace('"epoch": 3', '"epoch": 3, "pin": true'), 'pin'],
    ['an epoch below zero', text.replace('"epoch": 3', '"epoch": -1'), 'epoch'],
    ['a digest cut short', text.replace(digest('2'), 'sha256:22'), 'is not a sha256 digest'],
    ['a date that is none', text.replace(resolved, 'yesterday'), 'resolved'],
    ['a list', '[]', 'Object'],
  ])('refuses %s, naming the file', (_, bad, word) => {
    expect(() => parseBaseLock(bad, FILE)).toThrow(
      expect.objectContaining({ code: 'bad-base-lock', place: { file: FILE }, message: expect.stringContaining(word) as string }),
    )
  })
})
