import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the docker command keeps its configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export function userConfigFolder(env: NodeJS.ProcessEnv): string {
  return env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker')
}
