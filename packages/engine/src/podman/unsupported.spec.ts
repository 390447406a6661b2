import { readInstructions } from '@module-images/core'
import { describe, expect, test } from 'vitest'
import { findUnsupported } from './unsupported.js'

const find = (lines: readonly string[], buildah: string) => {
  const text = [...lines, ''].join('\n')
  return findUnsupported(text, readInstructions(text, 'Dockerfile'), buildah)
}

describe('what a Buildah builds from a version on', () => {
  test.each([
    ['RUN <<EOF\ntrue\nEOF', 'here-documents', '1.36'],
    ['COPY <<EOF /a\nb\nEOF', 'here-documents', '1.36'],
    ['RUN --mount=type=bind,from=one,target=/t true', 'RUN --mount with from= of a stage', '1.29'],
    ['RUN --network=none true', 'RUN --network', '1.30'],
    ['COPY --link a /a', 'COPY --link', '1.41'],
    ['ADD --link a /a', 'ADD --link', '1.41'],
    ['COPY --parents a/b /', 'COPY --parents', '1.40'],
    [`ADD --checksum=sha256:${'a'.repeat(64)} https://h.example/a /`, 'ADD --checksum', '1.33'],
    ['ADD https://h.example/a.git /', 'ADD of a git repository', '1.38'],
    ['HEALTHCHECK --start-interval=1s CMD true', 'HEALTHCHECK --start-interval', '1.37'],
  ])('%s', (line, name, since) => {
    const before = `1.${Number(since.split('.')[1]) - 1}.9`
    expect(find(['FROM a AS one', line], before)).toMatchObject({ name, line: 2, since })
    expect(find(['FROM a AS one', line], `${since}.0`)).toBeUndefined()
  })
})

test.each([
  ['RUN --mount=type=secret,id=s,env=S true', 'RUN --mount=type=secret with env='],
  ['RUN --mount=type=tmpfs,target=/t,size=1m true', 'RUN --mount=type=tmpfs with size='],
  ['RUN --security=insecure true', 'RUN --security'],
  ['RUN --device=x true', 'RUN --device'],
  ['COPY --exclude=b a /', 'COPY --exclude'],
  ['COPY --chmod=u+x a /', 'COPY --chmod with letters'],
  ['ADD --keep-git-dir=true https://h.example/a.git /', 'ADD --keep-git-dir'],
  ['ADD --unpack=false a.tar /', 'ADD --unpack'],
])('%s is built by none', (line, name) => expect(find(['FROM a', '', line], '1.99.0')).toEqual({ name, line: 3 }))

test('another frontend is refused, whatever the machine has the usual one from', () => {
  expect(find(['# syntax=h.example/other:1', 'FROM a'], '1.99.0')).toEqual({ name: '# syntax=h.example/other:1', line: 1 })
  for (const usual of [
    'docker/dockerfile:1',
    'h.example/mirror/docker/dockerfile:1',
    `docker.io/docker/dockerfile@sha256:${'a'.repeat(64)}`,
  ])
    expect(find([`# syntax=${usual}`, 'FROM a'], '1.28.2')).toBeUndefined()
})

test('the usual instructions are built by the oldest', () => {
  const lines = [
    'FROM a AS one',
    'ADD https://h.example/a.tar /',
    'COPY --chmod=755 --chown=1:1 --from=one a /',
    'RUN --mount=type=cache,target=/c --mount=type=secret,id=s true',
    'HEALTHCHECK CMD true',
  ]
  expect(find(lines, '1.28.2')).toBeUndefined()
})
