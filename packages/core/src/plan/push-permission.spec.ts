import { describe, expect, it } from 'vitest'
import { planPushPermission, type PushFacts } from './push-permission.js'

const laptop: PushFacts = { ci: false, pullRequest: undefined, registry: 'public.ecr.aws/a', isLocal: false, allowed: false }
const codeOf = (facts: PushFacts) => {
  const permission = planPushPermission(facts)
  return permission.kind === 'allowed' ? 'allowed' : permission.error.code
}

describe('planPushPermission', () => {
  it.each([
    [{ ci: true }, 'allowed'],
    [{ isLocal: true }, 'allowed'],
    [{ allowed: true }, 'allowed'],
    [{}, 'push-not-allowed'],
    [{ pullRequest: 'X=1' }, 'push-from-pull-request'],
    [{ pullRequest: 'X=1', ci: true }, 'push-from-pull-request'],
    [{ pullRequest: 'X=1', ci: true, isLocal: true, allowed: true }, 'push-from-pull-request'],
  ])('%j: %s', (change, expected) => expect(codeOf({ ...laptop, ...change })).toBe(expected))

  it('says how a push is allowed, and what a pull request does instead', () => {
    const refusals = [laptop, { ...laptop, pullRequest: 'GITHUB_EVENT_NAME=pull_request' }].map(planPushPermission)
    const words = refusals.map((refusal) => (refusal.kind === 'refused' ? `${refusal.error.message} ${refusal.error.fix ?? ''}` : ''))
    expect(words).toEqual([
      'Nothing is pushed to public.ecr.aws/a: it is not on this machine, and outside CI that has to be asked for. To do it all the same, give --allow-push, or set MODULE_IMAGES_ALLOW_PUSH=true.',
      "Nothing is pushed to public.ecr.aws/a: this run is a pull request's (GITHUB_EVENT_NAME=pull_request). Images are published when the change is merged. Build them here without pushing: npx nx affected -t docker-build",
    ])
  })
})
