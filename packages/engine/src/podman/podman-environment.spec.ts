import { expect, test } from 'vitest'
import { planPodmanEnvironment } from './podman-environment.js'

test('podman gets what locates it and its settings, and nothing that changes a build', () => {
  const given = { PATH: '/bin', HOME: '/h', XDG_RUNTIME_DIR: '/r', CONTAINERS_CONF: '/c', https_proxy: 'http://p', AWS_PROFILE: 'a' }
  const kept = {
    BUILDAH_FORMAT: 'oci',
    BUILDAH_LAYERS: 'false',
    SOURCE_DATE_EPOCH: '0',
    MODULE_IMAGES_REGISTRY_PASSWORD: 'secret',
    OTHER: '1',
  }
  expect(planPodmanEnvironment({ ...given, ...kept, TOKEN: 't' }, ['TOKEN'])).toEqual({ ...given, TOKEN: 't' })
})

test.each(['BUILDAH_FORMAT', 'SOURCE_DATE_EPOCH', 'CONTAINERS_CONF'])('%s is no secret', (name) => {
  expect(() => planPodmanEnvironment({}, [name])).toThrow(expect.objectContaining({ code: 'bad-build-request' }))
})
