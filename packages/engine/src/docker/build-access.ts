import { join } from 'node:path'
import type { BuildRequest } from '../build-request.js'
import { readDockerConfig } from '../config-folder.js'
import { userConfigFolder } from '../user-config-folder.js'
import type { DockerAccess } from './docker-environment.js'

/** What may ask for a secret of this process. */
export interface AccessRequest extends Pick<BuildRequest, 'builder' | 'cacheFrom' | 'cacheTo'> {
  readonly configFolder: string | undefined
}

/** Caches that clouds keep. https://docs.docker.com/build/cache/backends/ */
const CLOUD_CACHES = new Set(['s3', 'azblob', 'gcs'])
const JOB_CACHE = 'gha'

/**
 * Which secrets of this process a build has a use for: none, unless a credential helper may look for one, a cache is in a cloud, or a
 * builder that was chosen may have to be signed in to.
 */
export async function readBuildAccess(request: AccessRequest, env: NodeJS.ProcessEnv): Promise<DockerAccess> {
  const types = [...request.cacheFrom, ...request.cacheTo].map(cacheType)
  const isElsewhere = request.builder !== undefined || Boolean(env['BUILDX_BUILDER']) || types.some((type) => CLOUD_CACHES.has(type))
  return { signIns: isElsewhere || (await namesHelper(request, env)), jobCache: types.includes(JOB_CACHE) }
}

/** `gha` of `type=gha,scope=main`; a reference alone is of a registry. */
function cacheType(cache: string): string {
  return /(?:^|,)\s*type=([^,\s]+)/.exec(cache)?.[1] ?? 'registry'
}

/** A configuration that cannot be read may name one: docker says what is wrong with it. */
async function namesHelper({ configFolder }: AccessRequest, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const { credsStore, credHelpers } = await readDockerConfig(join(configFolder ?? userConfigFolder(env), 'config.json'))
    return [credsStore, ...Object.values(credHelpers ?? {})].some((helper) => helper !== undefined && helper !== '')
  } catch {
    return true
  }
}
