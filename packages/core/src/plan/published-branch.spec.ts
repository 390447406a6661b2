import { expect, it } from 'vitest'
import { findPublishedRef } from './published-branch.js'

it.each([
  [{ GITHUB_REF: 'refs/heads/main' }, { kind: 'branch', name: 'main' }],
  [{ GITHUB_REF: 'refs/heads/a/b' }, { kind: 'branch', name: 'a/b' }],
  [{ GITHUB_REF: 'refs/tags/v1' }, { kind: 'other' }],
  [{ CI_COMMIT_BRANCH: 'dev' }, { kind: 'branch', name: 'dev' }],
  [{ CI_COMMIT_TAG: 'v1' }, { kind: 'other' }],
  [{ BUILD_SOURCEBRANCH: 'refs/heads/x' }, { kind: 'branch', name: 'x' }],
  // Buildkite names the branch of a tag's build too.
  [{ BUILDKITE_BRANCH: 'v1', BUILDKITE_TAG: 'v1' }, { kind: 'other' }],
  [{ GITHUB_REF: '' }, undefined],
  [{}, undefined],
])('%j publishes %j', (env: Record<string, string>, expected) => expect(findPublishedRef(env)).toEqual(expected))
