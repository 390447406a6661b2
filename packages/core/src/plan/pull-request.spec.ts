import { describe, expect, it } from 'vitest'
import { findPullRequestSign, PULL_REQUEST_SIGNS } from './pull-request.js'

describe('findPullRequestSign', () => {
  it.each([
    [{ GITHUB_EVENT_NAME: 'pull_request' }],
    [{ GITHUB_EVENT_NAME: 'pull_request_target' }],
    [{ GITHUB_EVENT_NAME: 'pull_request_review_comment' }],
    [{ GITHUB_EVENT_NAME: 'merge_group' }],
    [{ GITHUB_REF: 'refs/pull/12/merge' }],
    [{ CI_PIPELINE_SOURCE: 'merge_request_event' }],
    [{ CI_MERGE_REQUEST_IID: '3' }],
    [{ CI_EXTERNAL_PULL_REQUEST_IID: '3' }],
    [{ CIRCLE_PULL_REQUEST: 'https://example.org/pull/1' }],
    [{ CIRCLE_PR_NUMBER: '1' }],
    [{ BUILDKITE_PULL_REQUEST: '12' }],
    [{ TRAVIS_PULL_REQUEST: '12' }],
    [{ BUILD_REASON: 'PullRequest' }],
    [{ SYSTEM_PULLREQUEST_PULLREQUESTID: '8' }],
    [{ CHANGE_ID: '8' }],
    [{ BITBUCKET_PR_ID: '8' }],
    [{ DRONE_PULL_REQUEST: '8' }],
    [{ CI_PIPELINE_EVENT: 'pull_request' }],
    [{ CI_PIPELINE_EVENT: 'pull_request_metadata' }],
    [{ CODEBUILD_WEBHOOK_EVENT: 'PULL_REQUEST_UPDATED' }],
    [{ APPVEYOR_PULL_REQUEST_NUMBER: '8' }],
    [{ CIRRUS_PR: '8' }],
    [{ SEMAPHORE_GIT_PR_NUMBER: '8' }],
    [{ BITRISE_PULL_REQUEST: '8' }],
  ])('is a pull request: %j', (env: Record<string, string>) => {
    expect(findPullRequestSign(env)).toBe(Object.entries(env).map(([name, value]) => `${name}=${value}`)[0])
  })

  it('knows a value for each sign that says nothing', () => {
    const silent = Object.fromEntries(PULL_REQUEST_SIGNS.map(({ variable }) => [variable, '']))
    expect(findPullRequestSign(silent)).toBeUndefined()
  })

  it.each([
    [{}],
    [{ GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/pull/x' }],
    [{ GITHUB_EVENT_NAME: 'release', GITHUB_REF: 'refs/tags/v1' }],
    [{ CI_PIPELINE_SOURCE: 'push', CI_PIPELINE_EVENT: 'push' }],
    [{ CODEBUILD_WEBHOOK_EVENT: 'PUSH' }],
    [{ CODEBUILD_WEBHOOK_EVENT: 'PULL_REQUEST_MERGED' }],
    [{ BUILDKITE_PULL_REQUEST: 'false', TRAVIS_PULL_REQUEST: 'false', BUILD_REASON: 'IndividualCI' }],
  ])('is none: %j', (env) => expect(findPullRequestSign(env)).toBeUndefined())
})
