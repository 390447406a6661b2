import { expect, it } from 'vitest'
import { createEcrService } from './ecr-service.js'

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'

it.each([
  [HOST, { AWS_REGION: 'us-east-1' }, 'eu-west-1', '123456789012'],
  ['mirror.example', { AWS_REGION: 'us-east-2' }, 'us-east-2', undefined],
  ['mirror.example', { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-1' }, 'us-west-1', undefined],
])('%s with %j is in %s, of account %s', (host, env, region, registryId) => {
  expect(createEcrService({ host, env })).toMatchObject({ region, registryId })
})

it('refuses a host that does not tell its region, where the environment does not either', () => {
  expect(() => createEcrService({ host: 'mirror.example', env: {} })).toThrow(
    expect.objectContaining({ code: 'ecr-region-missing', fix: expect.stringContaining('AWS_REGION') as string }),
  )
})

it.each(['hello-r', 'openscpca/hello-r', 'a'.repeat(256)])('%s is a repository of that name', (repository) => {
  expect(createEcrService({ host: HOST, env: {} }).nameOf(repository)).toBe(repository)
})

it.each(['Hello-R', 'a', 'a'.repeat(257), 'a//b', '/ab', 'ab/', '..', ''])('refuses %j with the rule', (repository) => {
  expect(() => createEcrService({ host: HOST, env: {} }).nameOf(repository)).toThrow(
    expect.objectContaining({ code: 'bad-repository-name', fix: expect.stringContaining('2 to 256 characters') as string }),
  )
})
