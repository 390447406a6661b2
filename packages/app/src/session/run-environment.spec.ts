import { expect, it } from 'vitest'
import { readRunEnvironment } from './run-environment.js'

const LAYERS = { MODULE_IMAGES_PULL_REQUEST_LAYERS: 'gha' }

it.each([
  [{ ...LAYERS, GITHUB_EVENT_NAME: 'pull_request' }, true],
  [{ ...LAYERS, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' }, false],
  [{ ...LAYERS, GITHUB_EVENT_NAME: 'workflow_dispatch' }, false],
  [{ MODULE_IMAGES_PULL_REQUEST_LAYERS: '', GITHUB_EVENT_NAME: 'pull_request' }, false],
])('reads layers of a pull request in no other run: %j', (env, expected) => {
  expect(readRunEnvironment(env).pullRequestLayers).toBe(expected)
})
