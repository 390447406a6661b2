import { readFile, stat } from 'node:fs/promises'
import type { BuildSecret } from '@module-images/core'

/** BuildKit refuses larger ones: MaxSecretSize in https://github.com/moby/buildkit/blob/master/session/secrets/secretsprovider/store.go */
const LARGEST = 500 * 1024

/** The values of a build's secrets that buildx can read, to keep them out of what is shown. */
export async function readSecretValues(secrets: readonly BuildSecret[], env: NodeJS.ProcessEnv): Promise<Buffer[]> {
  const values = await Promise.all(secrets.map(async (secret) => readValue(secret, env)))
  return values.filter((value) => value !== undefined)
}

async function readValue(secret: BuildSecret, env: NodeJS.ProcessEnv): Promise<Buffer | undefined> {
  if ('env' in secret) return Buffer.from(env[secret.env] ?? '')
  try {
    return (await stat(secret.file)).size > LARGEST ? undefined : await readFile(secret.file)
  } catch {
    // What cannot be read here fails in buildx, whose words are better.
    return undefined
  }
}
