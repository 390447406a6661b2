import { expect, test } from 'vitest'
import { parseInspectedImages } from '../inspected-images.js'
import { parseImageList } from './images.js'
import { transferError } from '../transfer-failure.js'
import { parsePushedDigest } from './transfer.js'

const digest = `sha256:${'a'.repeat(64)}`
const row = (change: object) =>
  JSON.stringify({ ID: digest, Repository: 'a/b', Tag: 'key-1', Size: '9.24kB', SharedSize: 'N/A', ...change })

test('parseImageList', () => {
  const text = [row({}), row({ Size: '806MB', Repository: '127.0.0.1:5000/a/b' }), row({ Tag: '<none>' }), row({ Size: 'N/A' }), ''].join(
    '\n',
  )
  expect(parseImageList(text)).toEqual([
    { repository: 'a/b', tag: 'key-1', id: digest, size: 9240 },
    { repository: '127.0.0.1:5000/a/b', tag: 'key-1', id: digest, size: 806_000_000 },
    { repository: 'a/b', tag: 'key-1', id: digest },
  ])
  expect(parseImageList('')).toEqual([])
})

test('parseInspectedImages takes the digest of the very repository', () => {
  const image = {
    Id: digest,
    Size: 1045,
    Os: 'linux',
    Architecture: 'arm',
    Variant: 'v7',
    Config: { Labels: { a: 'b' }, Entrypoint: ['/init'] },
  }
  const other = `sha256:${'b'.repeat(64)}`
  const text = JSON.stringify([{ ...image, RepoDigests: [`x/y@${other}`, `debian@${digest}`] }])
  const debian = { kind: 'present', id: digest, digest, labels: { a: 'b' }, entrypoint: ['/init'], size: 1045, platform: 'linux/arm/v7' }
  expect(parseInspectedImages(text, ['docker.io/library/debian:trixie-slim'])).toEqual([debian])
  const bare = JSON.stringify([{ ...image, Variant: '', RepoDigests: null, Config: { Labels: null } }])
  const found = { kind: 'present', id: digest, labels: {}, entrypoint: [], size: 1045, platform: 'linux/arm' }
  expect(parseInspectedImages(bare, ['x:1'])).toEqual([found])
})

test('parseInspectedImages tells by their names which of several are there', () => {
  const entry = (letter: string, names: object) => ({
    Id: `sha256:${letter.repeat(64)}`,
    Size: 1,
    Os: 'linux',
    Architecture: 'amd64',
    ...names,
  })
  const text = JSON.stringify([
    entry('1', { RepoTags: ['127.0.0.1:5000/a/b:1', 'debian:latest'] }),
    entry('2', { RepoTags: null, RepoDigests: [`x/y@${digest}`] }),
    entry('3', {}),
  ])
  const ids = (...references: string[]) =>
    parseInspectedImages(text, references).map((image) => (image.kind === 'present' ? image.id[7] : '-'))
  expect(ids('gone:1', '127.0.0.1:5000/a/b:1', '127.0.0.1:5000/a/b:2', 'debian', `x/y@${digest}`, `sha256:${'3'.repeat(64)}`)).toEqual([
    '-',
    '1',
    '-',
    '1',
    '2',
    '3',
  ])
})

test('parsePushedDigest', () => {
  expect(parsePushedDigest(`The push refers to repository [r]\n5962f8b5c9ea: Layer already exists\n1: digest: ${digest} size: 498\n`)).toBe(
    digest,
  )
  expect(parsePushedDigest('5962f8b5c9ea: Waiting\n')).toBeUndefined()
})

test.each([
  [
    'failed to do request: Head "https://127.0.0.1:5057/v2/z": dial tcp 127.0.0.1:5057: connect: connection refused',
    'registry-unreachable',
  ],
  ['Error response from daemon: failed to resolve reference "h/a:1": h/a:1: not found', 'image-not-found'],
  ['no basic auth credentials', 'registry-denied'],
  ['denied: requested access to the resource is denied', 'registry-denied'],
  ['something new', 'pull-failed'],
])('%j is %s', (stderr, code) => {
  expect(transferError('pull', 'h/a:1', stderr)).toMatchObject({ code, kind: 'remote' })
})
