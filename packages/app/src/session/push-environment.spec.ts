import { describe, expect, it } from 'vitest'
import { readPushEnvironment } from './push-environment.js'

describe('readPushEnvironment', () => {
  it('is off where nothing is said', () => {
    expect(readPushEnvironment({})).toEqual({ allowPush: false, moveTags: false, pullRequest: undefined, publishes: undefined })
  })

  it('reads switches, the event and the branch, whose own variable wins', () => {
    const github = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/heads/main' }
    expect(readPushEnvironment({ ...github, MODULE_IMAGES_ALLOW_PUSH: 'true', MODULE_IMAGES_MOVE_TAGS: '1' })).toEqual({
      allowPush: true,
      moveTags: true,
      pullRequest: 'GITHUB_EVENT_NAME=pull_request',
      publishes: { kind: 'branch', name: 'main' },
    })
    expect(readPushEnvironment({ ...github, MODULE_IMAGES_TIP_BRANCH: 'release' }).publishes).toEqual({ kind: 'branch', name: 'release' })
  })

  it('refuses a switch that is neither on nor off', () => {
    expect(() => readPushEnvironment({ MODULE_IMAGES_ALLOW_PUSH: 'ture' })).toThrow(
      expect.objectContaining({ code: 'bad-environment', message: "MODULE_IMAGES_ALLOW_PUSH is 'ture'." }),
    )
  })
})
