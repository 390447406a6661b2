import { describe, expect, it } from 'vitest'
import type { Base } from '../module.js'
import { lockableBases, renderUnknownTriggers, renderUnlockedBases } from './lockable-bases.js'

const digest = `sha256:${'1'.repeat(64)}`
const bases: Base[] = [
  { kind: 'module', reference: 'public.ecr.aws/openscpca/r-base', module: 'r-base', line: 1 },
  { kind: 'external', reference: 'debian:trixie-slim', digest, line: 2 },
  { kind: 'external', reference: `alpine@${digest}`, digest, line: 3 },
  { kind: 'external', reference: 'busybox', line: 4 },
]

describe('bases and locks', () => {
  it('locks what comes from a registry and has no digest in the Dockerfile', () => {
    expect(lockableBases(bases)).toEqual(['debian:trixie-slim', 'busybox'])
  })

  it('says which are not pinned, and how to lock them', () => {
    expect(renderUnlockedBases('hello-r', bases)).toBe(
      'busybox is not locked: a build takes what its tag names at that moment (to lock: npx --no module-images lock hello-r)',
    )
    expect(renderUnlockedBases('hello-r', bases.slice(0, 3))).toBeUndefined()
  })

  it('says how triggers become known, which only a lock tells', () => {
    const lock = { epoch: 0, bases: new Map([['debian:trixie-slim', { digest, platforms: [], resolved: '2026-01-01T00:00:00Z' }]]) }
    const logged = (first: number, last: number) => renderUnknownTriggers('hello-r', bases.slice(first, last), lock)
    expect(logged(0, 2)).toBeUndefined()
    expect(logged(2, 3)).toContain('(name a tag there, and lock that: npx --no module-images lock hello-r)')
    expect(logged(3, 4)).toContain('until it is locked (to lock: npx --no module-images lock hello-r)')
  })
})
