import { expect, it } from 'vitest'
import { createLinkResolver } from './resolve-link.js'

const resolve = createLinkResolver(
  new Map([
    ['a/Dockerfile', '../shared/./Dockerfile'],
    ['b', 'a'],
    ['circle', 'circle'],
    ['out', '../x'],
    ['root', '/etc/passwd'],
    ['deep/link', '../b/more'],
  ]),
)

it.each([
  ['plain/file', 'plain/file'],
  ['', ''],
  ['a/Dockerfile', 'shared/Dockerfile'],
  ['b/Dockerfile', 'shared/Dockerfile'],
  ['b/nothing', 'a/nothing'],
  ['deep/link/x', 'a/more/x'],
  ['circle', undefined],
  ['out', undefined],
  ['out/../a', undefined],
  ['root', undefined],
])('%j leads to %j', (path, end) => {
  expect(resolve(path)).toBe(end)
})
