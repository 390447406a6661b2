import { join } from 'node:path'
import { config } from 'dotenv'
import { expand } from 'dotenv-expand'

/** Of the workspace's root, as Nx reads them when it starts: the first that names a variable wins. */
const ENV_FILES = ['.local.env', '.env.local', '.env'] as const

/** Variables that come from a file, each with the file's name. */
export type EnvFileVariables = ReadonlyMap<string, string>

/**
 * Adds the variables of the workspace's `.env` files to the environment, with the same libraries and in the same order as Nx, so that a command
 * sees what tasks see. What is set already stays.
 *
 * Source: https://github.com/nrwl/nx/blob/master/packages/nx/src/utils/dotenv.ts
 *
 * @param workspaceRoot native absolute path
 * @param env changed in place
 */
export function loadEnvFiles(workspaceRoot: string, env: NodeJS.ProcessEnv): EnvFileVariables {
  const origins = new Map<string, string>()
  const parsed: Record<string, string> = {}
  for (const file of ENV_FILES) {
    const given = new Set(Object.keys(env))
    // A file that is not there has no variables.
    const variables = config({ path: join(workspaceRoot, file), processEnv: env as Record<string, string> }).parsed ?? {}
    for (const [name, value] of Object.entries(variables)) {
      parsed[name] ??= value
      if (!given.has(name)) origins.set(name, file)
    }
  }
  expand({ parsed, processEnv: env as Record<string, string> })
  return origins
}
