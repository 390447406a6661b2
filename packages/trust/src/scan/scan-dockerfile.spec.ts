import { expect, it } from 'vitest'
import { planScanDockerfile } from './scan-dockerfile.js'

it('starts the words of a scanner without a network, as one line each may hold', () => {
  const digest = `sha256:${'d'.repeat(64)}`
  const text = planScanDockerfile({
    image: `r.example/a@${digest}`,
    platform: 'linux/arm64',
    scanner: `r.example/scanner@${digest}`,
    command: ['/scan', '<<EOF', 'a\nUSER b', '$(c) "d" \\'],
  })
  const lines = text.split('\n')
  expect(lines.slice(0, 3)).toEqual([
    `FROM --platform=linux/arm64 r.example/a@${digest} AS image`,
    'FROM scratch AS empty',
    `FROM r.example/scanner@${digest} AS scan`,
  ])
  expect(lines).toHaveLength(10)
  const [, words = ''] = /^RUN --network=none --mount=\S+ (.*)$/.exec(lines[6] ?? '') ?? []
  expect(words).not.toContain('<<')
  expect(JSON.parse(words)).toEqual(['/scan', '<<EOF', 'a\nUSER b', '$(c) "d" \\'])
})
