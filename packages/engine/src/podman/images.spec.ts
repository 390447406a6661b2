import { KEY_LABEL } from '@module-images/core'
import { expect, test } from 'vitest'
import { parseImageList, parsePodmanImages } from './images.js'

const id = 'a'.repeat(64)
const digest = `sha256:${'b'.repeat(64)}`

test('a list names each image once under each of its names', () => {
  const entry = { Id: id, Size: 10, Names: ['127.0.0.1:5000/a/b:key-1', 'localhost/c:2'] }
  expect(parseImageList(JSON.stringify([entry, { Id: id, Size: 5, Names: null }, entry]))).toEqual([
    { repository: '127.0.0.1:5000/a/b', tag: 'key-1', id: `sha256:${id}`, size: 10 },
    { repository: 'localhost/c', tag: '2', id: `sha256:${id}`, size: 10 },
  ])
})

const shown = (labels: object) => ({
  ...{ Id: id, RepoTags: ['h.example/a:1'], RepoDigests: [`h.example/a@${digest}`], Size: 10, Os: 'linux', Architecture: 'amd64' },
  ...{ RootFS: { Layers: ['x'] }, Config: { Labels: labels, Entrypoint: null } },
})
const inspect = (labels: object) => parsePodmanImages(JSON.stringify([shown(labels)]), ['h.example/a:1'])

test('an image of a registry has its digest, and the key that it was published with', () => {
  const image = { kind: 'present', id: `sha256:${id}`, entrypoint: [], size: 10, layers: 1, platform: 'linux/amd64' }
  expect(inspect({ [KEY_LABEL]: 'k' })).toEqual([{ ...image, digest, labels: { [KEY_LABEL]: 'k' } }])
})

test("an image of podman's own has no digest, and its own key and not that of its base", () => {
  const labels = { [KEY_LABEL]: 'of the base', 'io.github.module-images.podman-key': 'own' }
  const [image] = inspect(labels)
  expect(image).toMatchObject({ kind: 'present', labels: { [KEY_LABEL]: 'own' } })
  expect(image).not.toHaveProperty('digest')
})

test('what podman does not show is missing', () => {
  expect(parsePodmanImages('[]\n', ['h.example/a:1'])).toEqual([{ kind: 'missing' }])
  expect(parsePodmanImages('', ['h.example/a:1'])).toEqual([{ kind: 'missing' }])
})
