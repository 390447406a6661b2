import * as v from 'valibot'
import { ModuleImagesError } from '@module-images/core'
import { runProcess } from './spawn.js'

/** As helpers write it. `Username` is `<token>` when `Secret` is an identity token. */
export interface HelperCredentials {
  readonly Username: string
  readonly Secret: string
}

const reply = v.object({ Username: v.string(), Secret: v.string() })

/** What the helpers' common code says when it has nothing for a host; the protocol has no other sign of it. */
const NOT_FOUND = 'credentials not found in native keychain'

/**
 * Asks `docker-credential-<helper>` for a host's sign-in, the host on stdin; undefined when it has none.
 * Protocol: https://github.com/docker/docker-credential-helpers#development
 *
 * @throws ModuleImagesError `bad-credential-helper`, `command-not-found`, `credential-helper-failed`
 */
export async function runCredentialHelper(
  helper: string,
  host: string,
  options: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<HelperCredentials | undefined> {
  if (!/^[\w.-]+$/.test(helper)) throw helperError('bad-credential-helper', helper, 'that is not the name of a helper')
  const command = `docker-credential-${helper}`
  const result = await runProcess({ command, args: ['get'], input: host, timeoutMs: 30_000, ...options })
  if (result.stoppedBy !== undefined) throw helperError('credential-helper-failed', helper, `it gave no answer (${result.stoppedBy})`)
  if (result.exitCode !== 0) {
    if (result.stdout.includes(NOT_FOUND)) return undefined
    // stdout stays out of the words: what a helper writes there may be a secret.
    throw helperError('credential-helper-failed', helper, `it ended with exit code ${result.exitCode} for ${host}`)
  }
  const parsed = v.safeParse(reply, parseJson(result.stdout))
  if (!parsed.success) throw helperError('credential-helper-failed', helper, `its answer for ${host} is not a sign-in`)
  return parsed.output
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function helperError(code: string, helper: string, why: string): ModuleImagesError {
  return new ModuleImagesError({
    code,
    kind: 'environment',
    message: `The credential helper '${helper}' of Docker's configuration is of no use: ${why}.`,
    fix: 'See credsStore and credHelpers in config.json of your Docker configuration.',
  })
}
