import { describe, expect, it } from 'vitest'
import { planBaseSource } from './base-source.js'

const digest = `sha256:${'1'.repeat(64)}`
const mirrors = [{ from: 'docker.io', to: '127.0.0.1:5000/hub' }]

describe('planBaseSource', () => {
  it.each([
    ['debian:trixie-slim', undefined, [], undefined],
    ['debian:trixie-slim', digest, [], `docker.io/library/debian@${digest}`],
    ['debian:trixie-slim', digest, mirrors, `127.0.0.1:5000/hub/library/debian@${digest}`],
    ['debian', undefined, mirrors, '127.0.0.1:5000/hub/library/debian:latest'],
    ['ghcr.io/a/b:1', digest, mirrors, `ghcr.io/a/b@${digest}`],
    [`debian:trixie@${digest}`, digest, [], undefined],
    [`debian:trixie@${digest}`, digest, mirrors, `127.0.0.1:5000/hub/library/debian:trixie@${digest}`],
  ])('%s, locked to %s, mirrors %j: %s', (reference, locked, through, source) => {
    expect(planBaseSource({ kind: 'external', reference, digest: locked, line: 1 }, through)).toBe(source)
  })
})
