import { ModuleImagesError } from '@module-images/core'
import { Secret } from '../credentials/secret.js'
import type { Credential, CredentialSource } from '../credentials/credential.js'
import type { ServiceContext } from '../kinds/registry-kind.js'
import { readJobRole } from './aws-signs.js'
import type { EcrApi } from './ecr-api.js'
import type { EcrClient } from './ecr-service.js'
import { unreadableSignIn } from './service-failure.js'

type Authorization = Extract<Credential, { kind: 'basic' }>

/** An authorization lives 12 hours. It is given up this much before its end, or at 3/4 of a shorter life: a push may take a while. */
const MARGIN_MS = 30 * 60_000
/** How long one is kept that has ended already by the local clock: the clock is wrong, and the registry will tell. */
const DOUBTFUL_MS = 60_000

/**
 * The registry's sign-in: one authorization for all modules of a run, asked for when first needed and renewed before its end, or
 * when the registry refuses it. Knows none where nobody is signed in to AWS, so that a saved sign-in may serve.
 */
export function createAuthorizationSource<Client extends EcrClient>(
  api: EcrApi<Client>,
  { host: ownHost, clock, env }: ServiceContext,
): CredentialSource {
  let current: Promise<Authorization | undefined> | undefined
  let renewAt = Number.POSITIVE_INFINITY
  const ask = async () => {
    renewAt = Number.POSITIVE_INFINITY
    const authorization = await readAuthorization(api, () => clock.now())
    renewAt = authorization?.renewAt ?? Number.POSITIVE_INFINITY
    return authorization
  }
  return {
    name: api.service.title,
    isOnDemand: (host) => api.service.isPublic && host === ownHost && readJobRole(env) !== undefined,
    find: async (host, refused) => {
      if (host !== ownHost || !(await api.hasSigns())) return undefined
      if (renewAt <= clock.now()) current = undefined
      const known = current
      if (known !== undefined && refused !== undefined && (await known.catch(() => undefined)) === refused && current === known) {
        current = undefined
      }
      const asked = (current ??= ask())
      // A failure is for those who wait for it now; the next module may fare better.
      asked.catch(() => current === asked && (current = undefined))
      return asked
    },
  }
}

async function readAuthorization<Client extends EcrClient>(api: EcrApi<Client>, now: () => number): Promise<Authorization | undefined> {
  const { service } = api
  const call = { operation: 'GetAuthorizationToken', doing: `sign in to ${service.title}` } as const
  let token: string | undefined
  let expiresAt: Date | undefined
  try {
    const data = await api.call(call, service.getAuthorization)
    token = data?.authorizationToken
    expiresAt = data?.expiresAt
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'aws-sign-in-missing') return undefined
    throw error
  }
  if (token !== undefined) api.redactor.remember(new Secret(token))
  const decoded = Buffer.from(token ?? '', 'base64').toString()
  const colon = decoded.indexOf(':')
  if (colon <= 0 || colon === decoded.length - 1) throw unreadableSignIn(service, call)
  const password = new Secret(decoded.slice(colon + 1))
  api.redactor.remember(password)
  return { kind: 'basic', username: decoded.slice(0, colon), password, origin: 'AWS', renewAt: planRenewal(expiresAt?.getTime(), now()) }
}

/** Milliseconds since the epoch. */
export function planRenewal(expiresAt: number | undefined, now: number): number {
  const life = (expiresAt ?? now) - now
  return life <= 0 ? now + DOUBTFUL_MS : now + life - Math.min(MARGIN_MS, life / 4)
}
