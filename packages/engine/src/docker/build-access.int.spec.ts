import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { readBuildAccess } from './build-access.js'

const NOTHING = { builder: undefined, cacheFrom: [], cacheTo: [], configFolder: undefined }
const NONE = { signIns: false, jobCache: false }

/** A folder of Docker's with this configuration. */
function configured(config?: string): string {
  const folder = createTestFolder()
  if (config !== undefined) writeFileSync(join(folder, 'config.json'), config)
  return folder
}

it.each([
  [undefined, NONE],
  ['{}', NONE],
  ['{"auths":{"ghcr.io":{"auth":"eDp5"}},"credsStore":"","credHelpers":{"ghcr.io":""}}', NONE],
  ['{"credsStore":"desktop"}', { ...NONE, signIns: true }],
  ['{"credHelpers":{"public.ecr.aws":"ecr-login"}}', { ...NONE, signIns: true }],
  ['{"credsStore"', { ...NONE, signIns: true }],
])('Docker configured as %s: %j', async (config, expected) => {
  expect(await readBuildAccess(NOTHING, { DOCKER_CONFIG: configured(config) })).toEqual(expected)
  expect(await readBuildAccess({ ...NOTHING, configFolder: configured(config) }, { DOCKER_CONFIG: '/none' })).toEqual(expected)
})

it.each([
  [{ cacheFrom: ['r.example/a:b', 'type=registry,ref=r.example/a:b'], cacheTo: ['type=inline'] }, NONE],
  [{ cacheTo: ['type=gha,scope=pull'] }, { ...NONE, jobCache: true }],
  [{ cacheFrom: ['region=eu,type=s3'] }, { ...NONE, signIns: true }],
  [{ builder: 'cluster' }, { ...NONE, signIns: true }],
])('a build with %j: %j', async (request, expected) => {
  expect(await readBuildAccess({ ...NOTHING, ...request }, { DOCKER_CONFIG: configured() })).toEqual(expected)
})

it('a builder that the environment chooses may need a sign-in', async () => {
  expect(await readBuildAccess(NOTHING, { DOCKER_CONFIG: configured(), BUILDX_BUILDER: 'cluster' })).toEqual({ ...NONE, signIns: true })
})
