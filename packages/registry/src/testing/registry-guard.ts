import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPassword } from './bcrypt.js'
import { type DebianRegistry, startDebianRegistry } from './debian-registry.js'
import type { EcrState } from './ecr-state.js'
import { createTokenSigner, type GrantedAccess } from './token-signer.js'

/** A registry that takes the sign-ins the service issues: the registry verifies them itself, by either of the ways it knows. */
export interface RegistryGuard {
  readonly registry: DebianRegistry
  /** Has the registry take a new password. */
  admit(password: string): Promise<void>
  /** The header by which the registry knows a user who was let in with this password. */
  translate(password: string): Promise<string>
  /** A header by which everything may be done to one repository. */
  masterHeader(repository: string): Promise<string>
  /** What the token endpoint answers; undefined where the registry takes passwords itself. */
  readonly sign: ((access: readonly GrantedAccess[], lifeMs: number) => string) | undefined
  stop(): Promise<void>
}

const MASTER = 'master'

/** By htpasswd. One file has one password a user, and several may be live: each is another user to the registry. */
export async function guardByPassword(state: EcrState): Promise<RegistryGuard> {
  const folder = await mkdtemp(join(tmpdir(), 'module-images-htpasswd-'))
  const file = join(folder, 'htpasswd')
  const masterPassword = randomBytes(16).toString('hex')
  const users = new Map([[masterPassword, { name: MASTER, hash: await hashPassword(masterPassword) }]])
  const write = () => writeFile(file, [...users.values()].map(({ name, hash }) => `${name}:${hash}\n`).join(''), { mode: 0o600 })
  await write()
  const registry = await startDebianRegistry({ auth: { htpasswd: { realm: 'public.ecr.aws', path: file } } })
  const headerOf = (password: string) => {
    const name = users.get(password)?.name ?? 'AWS'
    return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  }
  return {
    registry,
    sign: undefined,
    admit: async (password) => {
      users.set(password, { name: `AWS-${state.issued.length}-${users.size}`, hash: await hashPassword(password) })
      await write()
    },
    translate: async (password) => headerOf(password),
    masterHeader: async () => headerOf(masterPassword),
    stop: async () => {
      await registry.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** By bearer tokens, which a token endpoint gives for the password. */
export async function guardByToken(realm: string): Promise<RegistryGuard> {
  const signer = await createTokenSigner('public.ecr.aws')
  const { issuer, service, certificateFile: rootcertbundle } = signer
  const registry = await startDebianRegistry({ auth: { token: { realm, service, issuer, rootcertbundle } } })
  return {
    registry,
    sign: (access, lifeMs) => signer.sign(access, lifeMs),
    admit: async () => undefined,
    translate: async (password) => `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`,
    masterHeader: async (name) => `Bearer ${signer.sign([{ type: 'repository', name, actions: ['pull', 'push', 'delete'] }], 60_000)}`,
    stop: async () => {
      await registry.stop()
      await signer.remove()
    },
  }
}
