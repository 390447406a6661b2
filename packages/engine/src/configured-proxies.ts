import { join } from 'node:path'
import { readAs } from '@module-images/core'
import * as v from 'valibot'
import { readDockerConfig } from './config-folder.js'
import { userConfigFolder } from './user-config-folder.js'

/** Keys of one entry of `proxies`, without regard to case, as Go reads them. https://docs.docker.com/engine/cli/proxy/ */
const ARGUMENTS: Readonly<Record<string, string>> = {
  httpproxy: 'HTTP_PROXY',
  httpsproxy: 'HTTPS_PROXY',
  ftpproxy: 'FTP_PROXY',
  noproxy: 'NO_PROXY',
  allproxy: 'ALL_PROXY',
}

const proxies = v.record(v.string(), v.record(v.string(), v.unknown()))

/**
 * Names, in capitals, of the proxy arguments that Docker's configuration gives to builds by itself, of whichever engine: an entry holds for
 * all, or for one that is known by its address. Not their values, which may hold a password.
 *
 * @throws ModuleImagesError `bad-docker-config`
 */
export async function readConfiguredProxies(env: NodeJS.ProcessEnv): Promise<ReadonlySet<string>> {
  const config = await readDockerConfig(join(userConfigFolder(env), 'config.json'))
  const entries = Object.values(readAs(proxies, config['proxies']) ?? {}).flatMap(Object.entries<unknown>)
  return new Set(entries.flatMap(([key, value]) => (value === '' ? [] : (ARGUMENTS[key.toLowerCase()] ?? []))))
}
