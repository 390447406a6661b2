import { describe, expect, it } from 'vitest'
import { type BaseLock, type LockedBase, NO_BASE_LOCK } from './base-lock.js'
import { planBaseChanges, planBaseLock, planBaseLookups, type ResolvedBase } from './plan-lock.js'

const [then, now] = ['2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z']
const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const locked = (digit: string): LockedBase => ({ digest: digest(digit), platforms: ['linux/amd64'], resolved: then })
const found = (digit: string): ResolvedBase => ({ kind: 'found', digest: digest(digit), platforms: ['linux/arm64', 'linux/amd64'] })
const lockOf = (bases: Record<string, LockedBase>, epoch = 2): BaseLock => ({ epoch, bases: new Map(Object.entries(bases)) })

describe('planBaseLookups', () => {
  it('asks only for what is not locked, under whatever name', () => {
    const lock = lockOf({ 'debian:latest': locked('1'), 'ghcr.io/a/b:1': locked('2'), 'not a reference': locked('3') })
    expect(planBaseLookups(lock, ['docker.io/library/debian', 'ghcr.io/a/b:1', 'ghcr.io/a/b:2', 'constructor'])).toEqual([
      'ghcr.io/a/b:2',
      'constructor',
    ])
  })
})

describe('planBaseChanges', () => {
  const lock = lockOf({ kept: locked('1'), stale: locked('2'), gone: locked('3'), lost: locked('4') })

  it('compares with what registries have, in order of reference', () => {
    const resolved = new Map<string, ResolvedBase>([
      ['stale', found('9')],
      ['new', found('5')],
      ['kept', found('1')],
      ['lost', { kind: 'missing' }],
      ['never', { kind: 'missing' }],
    ])
    expect(planBaseChanges(lock, ['stale', 'new', 'kept', 'lost', 'never', 'new'], resolved)).toEqual([
      { kind: 'unused', reference: 'gone', locked: locked('3') },
      { kind: 'same', reference: 'kept', locked: locked('1') },
      { kind: 'missing', reference: 'lost', locked: locked('4') },
      { kind: 'missing', reference: 'never', locked: undefined },
      { kind: 'unlocked', reference: 'new', found: found('5') },
      { kind: 'moved', reference: 'stale', locked: locked('2'), found: found('9') },
    ])
  })

  it('leaves locked bases that nobody asked for as they are, and gives another name of one its digest', () => {
    expect(planBaseChanges(lockOf({ debian: locked('1') }), ['debian', 'docker.io/library/debian:latest'], new Map())).toEqual([
      { kind: 'same', reference: 'debian', locked: locked('1') },
      { kind: 'unlocked', reference: 'docker.io/library/debian:latest', found: locked('1') },
    ])
  })

  it('does not make up an answer', () => {
    expect(() => planBaseChanges(NO_BASE_LOCK, ['debian'], new Map())).toThrow(expect.objectContaining({ code: 'base-not-asked-for' }))
  })
})

describe('planBaseLock', () => {
  const before = lockOf({ kept: locked('1'), stale: locked('2'), gone: locked('3') })
  const answers = new Map<string, ResolvedBase>([
    ['kept', found('1')],
    ['stale', found('9')],
    ['new', found('5')],
  ])
  const changes = planBaseChanges(before, ['kept', 'stale', 'new'], answers)

  it('adds, moves and drops, and leaves date and platforms of what stays', () => {
    const after = { platforms: ['linux/amd64', 'linux/arm64'], resolved: now }
    expect(planBaseLock(before, changes, { raiseEpoch: true, now })).toEqual(
      lockOf({ kept: locked('1'), new: { digest: digest('5'), ...after }, stale: { digest: digest('9'), ...after } }, 3),
    )
  })

  it('changes nothing the second time', () => {
    const options = { raiseEpoch: false, now }
    const once = planBaseLock(before, changes, options)
    const again = planBaseChanges(once, ['kept', 'stale', 'new'], new Map())
    expect(planBaseLock(once, again, { ...options, now: '2027-01-01T00:00:00.000Z' })).toEqual(once)
  })
})
