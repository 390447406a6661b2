import { writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { KEY_LABEL, type WorkspacePlan } from '@module-images/core'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildCommandProgram, type CommandProgram } from '../testing/command-process.js'
import { type EcrPublicProcess, startEcrPublicProcess } from '../testing/ecr-public-process.js'
import { type InstituteNetwork, startInstituteNetwork } from '../testing/institute-network.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'

const REGISTRY = 'registry.institute.test'
const TOKEN = 'let-me-in'

let program: CommandProgram
let registry: TestRegistry
let service: EcrPublicProcess
let network: InstituteNetwork
beforeAll(async () => {
  ;[program, registry, service] = await Promise.all([buildCommandProgram(), startTestRegistry(), startEcrPublicProcess('password')])
  network = await startInstituteNetwork({
    [REGISTRY]: registry.host,
    'closed.institute.test': challenge,
    'auth.institute.test': (_, outgoing) => outgoing.end(JSON.stringify({ token: TOKEN })),
    'ecr.institute.test': service.host,
    'api.institute.test': service.host,
    'sts.institute.test': (_, outgoing) => outgoing.end(roleReply(service.env)),
  })
})
afterAll(async () => {
  program.remove()
  await Promise.all([registry.stop(), service.stop(), network.stop()])
})
beforeEach(() => void network.takeHosts())

/** A registry without images that sends everybody to a token server. */
const challenge: RequestListener = ({ headers }, outgoing) => {
  if (headers.authorization === `Bearer ${TOKEN}`) return outgoing.writeHead(404).end()
  const realm = 'Bearer realm="https://auth.institute.test/token",service="closed"'
  return outgoing.writeHead(401, { 'www-authenticate': realm }).end()
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const roleReply = (env: EcrPublicProcess['env']) => `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>${env['AWS_ACCESS_KEY_ID']}</AccessKeyId><SecretAccessKey>${env['AWS_SECRET_ACCESS_KEY']}</SecretAccessKey>
    <SessionToken>${env['AWS_SESSION_TOKEN'] ?? ''}</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
  </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`

const workspace = (prefix: string) => temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' }, { registry: prefix })

const run = (cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const institute = { HTTPS_PROXY: network.proxyUrl, HTTP_PROXY: network.proxyUrl, NODE_EXTRA_CA_CERTS: network.authority }
  return program.run(argv, { cwd, env: { PATH: process.env['PATH'], HOME: cwd, ...institute, ...env } })
}

const stateOf = ({ out }: { readonly out: string }) => (JSON.parse(out) as WorkspacePlan).modules.map(({ state }) => state)

async function publish(root: string, repository: string): Promise<void> {
  const wanted = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (wanted.kind === 'broken') throw wanted.error
  for (const tag of [wanted.contentTag, 'latest'])
    await registry.put(repository, tag, { content: 'a', labels: { [KEY_LABEL]: wanted.key } })
}

it.each(['HTTPS_PROXY', 'https_proxy'])('reaches a registry through the proxy of %s, with a certificate of the institute', async (name) => {
  const root = workspace(`${REGISTRY}/team`)
  await publish(root, 'team/a')
  const result = await run(root, ['plan', '--json'], { HTTPS_PROXY: '', [name]: network.proxyUrl })
  expect([result.err, result.code, stateOf(result)]).toEqual(['', 0, ['present']])
  expect(network.takeHosts()).toEqual([`${REGISTRY}:443`])
})

it('reaches the token server through it', async () => {
  expect(stateOf(await run(workspace('closed.institute.test/team'), ['plan', '--json']))).toEqual(['missing'])
  expect(network.takeHosts()).toEqual(['auth.institute.test:443', 'closed.institute.test:443'])
})

it('reaches Amazon, and the service that gives a job its role, through it', async () => {
  const root = workspace(`ecr.institute.test/${service.alias}`)
  writeFileSync(join(root, 'token'), 'of-the-job')
  const result = await run(root, ['plan', '--json'], {
    MODULE_IMAGES_REGISTRY_KIND: 'ecr-public',
    AWS_ENDPOINT_URL_ECR_PUBLIC: 'https://api.institute.test',
    AWS_ENDPOINT_URL_STS: 'https://sts.institute.test',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/images',
    AWS_WEB_IDENTITY_TOKEN_FILE: join(root, 'token'),
    AWS_REGION: 'us-east-1',
  })
  expect(stateOf(result)).toEqual(['missing'])
  expect(network.takeHosts()).toEqual(['api.institute.test:443', 'ecr.institute.test:443', 'sts.institute.test:443'])
  expect((await service.tell({})).calls).toContain('GetAuthorizationToken')
})

it('leaves registries of this machine, and hosts of NO_PROXY, without it', async () => {
  const root = workspace(`${registry.host}/local`)
  await publish(root, 'local/a')
  expect(stateOf(await run(root, ['plan', '--json']))).toEqual(['present'])
  const { err } = await run(workspace(`${REGISTRY}/team`), ['digests'], { NO_PROXY: 'example.org,.institute.test' })
  expect(err).toMatch(/at registry\.institute\.test: (no such host|the name could not be looked up)\./)
  expect(network.takeHosts()).toEqual([])
})

it.each([
  ['a certificate that is not trusted', { NODE_EXTRA_CA_CERTS: '' }, 'its certificate is not trusted ('],
  ['a wrong password', { password: 'wrong' }, 'it asks for a sign-in (status 407), through'],
  ['a proxy that is down', { down: 'yes' }, 'connection refused, through'],
])('names the proxy, and no password, where there is %s', async (_, { password, down, ...env }: Record<string, string>, message) => {
  const address = down ? 'http://127.0.0.1:1' : network.proxyAddress
  const [scheme, host] = address.split('//')
  const proxy = password || down ? { HTTPS_PROXY: `${scheme}//me:${password ?? 'secret'}@${host}` } : {}
  const { err, code } = await run(workspace(`${REGISTRY}/team`), ['digests'], { ...env, ...proxy })
  expect(code).toBe(1)
  expect(err).toContain(message)
  expect(err).toContain(`through the proxy ${address} (HTTPS_PROXY).\n  Check the proxy`)
  expect(err).not.toMatch(/me:|secret|wrong|sesame/)
})

it('refuses what is no proxy before anything is asked', async () => {
  const { err, code } = await run(workspace(`${REGISTRY}/team`), ['plan'], { HTTPS_PROXY: 'socks5://me:secret@127.0.0.1' })
  expect([code, err.includes('✗ error[bad-proxy]: HTTPS_PROXY is not the address of an http or https proxy.')]).toEqual([1, true])
  expect(err).not.toContain('secret')
})
