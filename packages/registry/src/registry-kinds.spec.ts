import { describe, expect, it } from 'vitest'
import { createTransport } from './http/transport.js'
import { createTestClock } from './testing/test-client.js'
import { chooseRegistryKind, REGISTRY_KINDS } from './registry-kinds.js'
import type { RegistryKind } from './kinds/registry-kind.js'

function open(kind: RegistryKind, host: string, env: Record<string, string> = {}) {
  const context = { host, env, home: '/home/nobody', readFile: async () => undefined, transport: createTransport({}) }
  return kind.open({ ...context, signal: new AbortController().signal, clock: createTestClock(), onRetry: () => undefined })
}

describe('chooseRegistryKind', () => {
  it.each([
    ['public.ecr.aws', undefined, 'ecr-public'],
    ['ghcr.io', undefined, 'ghcr'],
    ['docker.io', undefined, 'docker-hub'],
    ['registry.gitlab.com', undefined, 'gitlab'],
    ['quay.io', undefined, 'oci'],
    ['evil-public.ecr.aws', undefined, 'oci'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', undefined, 'ecr'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'oci', 'oci'],
    ['public.ecr.aws', 'oci', 'oci'],
    ['127.0.0.1:5000', 'ecr-public', 'ecr-public'],
  ] as const)('%s, named %s: %s', (host, named, kind) => expect(chooseRegistryKind(host, named).name).toBe(kind))
})

describe.each(REGISTRY_KINDS.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  it('is chosen by its own name, once', () => {
    expect(chooseRegistryKind('any.example', name)).toBe(kind)
    expect(REGISTRY_KINDS.filter((other) => other.name === name)).toEqual([kind])
  })

  it('asks nothing when opened, and knows no sign-in for another host', async () => {
    const { credentials } = open(kind, 'mine.example', { GITHUB_TOKEN: 't', GITHUB_ACTOR: 'a', AWS_PROFILE: 'x', AWS_REGION: 'eu-west-1' })
    expect(await credentials?.find('other.example')).toBeUndefined()
  })
})

describe('ghcr', () => {
  const find = (env: Record<string, string>) => open(chooseRegistryKind('ghcr.io'), 'ghcr.io', env).credentials?.find('ghcr.io')

  it("signs in with the workflow's token as its actor", async () => {
    expect(await find({ GITHUB_TOKEN: 'gh-secret', GITHUB_ACTOR: 'octo' })).toMatchObject({ kind: 'basic', username: 'octo' })
    expect(JSON.stringify(await find({ GITHUB_TOKEN: 'gh-secret', GITHUB_ACTOR: 'octo' }))).not.toContain('gh-secret')
  })

  it.each([{ GITHUB_TOKEN: 't' }, { GITHUB_ACTOR: 'a' }, { GITHUB_TOKEN: '', GITHUB_ACTOR: 'a' }])('knows nothing from %j', async (env) => {
    expect(await find(env as Record<string, string>)).toBeUndefined()
  })
})

describe('ecr-public', () => {
  it('knows no sign-in where nothing shows that there is one to AWS', async () => {
    expect(await open(chooseRegistryKind('public.ecr.aws'), 'public.ecr.aws').credentials?.find('public.ecr.aws')).toBeUndefined()
  })

  it('says so where a repository is to be looked for', async () => {
    await expect(open(chooseRegistryKind('public.ecr.aws'), 'public.ecr.aws').ensureRepository('lab/hello')).rejects.toMatchObject({
      code: 'aws-sign-in-missing',
      message: "Could not list the repositories: ECR Public's DescribeRepositories takes a sign-in to AWS, and there is none.",
      fix: expect.stringContaining('MODULE_IMAGES_REGISTRY_KIND=oci'),
    })
  })
})
