import { expect, test } from 'vitest'
import { planPodmanDockerfile } from './podman-dockerfile.js'

const plain = { buildArgs: {}, buildContexts: {}, platforms: ['linux/amd64'], addHosts: {} }

test('names every image in full, and leaves stages and aliases', () => {
  const text = 'FROM sealed-base-1 AS one\nFROM debian:trixie\nCOPY --from=one /a /a\nCOPY --from=quay.io/x/y /b /b\n'
  const buildContexts = { 'sealed-base-1': 'docker-image://h.example/b@sha256:' + 'a'.repeat(64) }
  const planned = planPodmanDockerfile(text, { ...plain, buildContexts })
  expect(planned.text).toBe('FROM sealed-base-1 AS one\nFROM sealed-base-x-1\nCOPY --from=one /a /a\nCOPY --from=sealed-base-x-2 /b /b\n')
  expect(planned.images).toEqual({
    'sealed-base-1': 'h.example/b@sha256:' + 'a'.repeat(64),
    'sealed-base-x-1': 'docker.io/library/debian:trixie',
    'sealed-base-x-2': 'quay.io/x/y:latest',
  })
  expect([planned.lineOf('sealed-base-1'), planned.lineOf('sealed-base-x-2'), planned.lineOf('sealed-base')]).toEqual([1, 4, undefined])
})

test('puts the epoch into each stage, and keeps the lines of the author', () => {
  const text = 'ARG A=1\nFROM scratch AS One\nCOPY a \\\n  /a\n\nFROM one\n# comment\nRUN true\n'
  const planned = planPodmanDockerfile(text, { ...plain, addHosts: { 'epoch-2.invalid': '127.0.0.1' } })
  const label = 'LABEL io.github.module-images.epoch="epoch-2.invalid"'
  expect(planned.text).toBe(`ARG A=1\nFROM scratch AS One\n${label}\nCOPY a \\\n  /a\n\nFROM one\n${label}\n# comment\nRUN true\n`)
  expect(planned.stages).toEqual([
    { name: 'one', lines: [2, 3], added: 1 },
    { name: '', lines: [6, 8], added: 1 },
  ])
})
