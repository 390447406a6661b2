import { access, constants, open } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { rememberAnswers } from '@module-images/core'
import { readDockerConfig } from '../config-folder.js'
import { userConfigFolder } from '../user-config-folder.js'

/** A program to run in place of `docker`, with the same arguments. */
export interface BuildxPlugin {
  readonly file: string
  /** By which a plugin knows that docker's command line runs it. https://docs.docker.com/engine/extend/cli_plugins/ */
  readonly env: Readonly<Record<string, string>>
}

/** Where docker looks after the user's own folders: https://github.com/docker/cli/blob/master/cli-plugins/manager/manager_unix.go */
const SYSTEM_FOLDERS = ['local/lib', 'local/libexec', 'lib', 'libexec'].map((folder) => `/usr/${folder}/docker/cli-plugins`)
const ENV = { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: 'docker' }

const found = rememberAnswers<BuildxPlugin | undefined>()

/**
 * The plugin that `docker buildx` would run. Running it saves two of three processes: docker asks the plugin what it is, and then becomes
 * it. Undefined where docker is to be asked: on Windows, where it is not in the usual places, and where `docker` is a script, since
 * somebody has put that there to have a say in each call.
 *
 * @param env of this process: the plugin is the user's, whatever configuration a command is given
 */
export async function findBuildxPlugin(env: NodeJS.ProcessEnv): Promise<BuildxPlugin | undefined> {
  if (process.platform === 'win32') return undefined
  return found.get(JSON.stringify([env['PATH'], userConfigFolder(env)]), () => find(env))
}

async function find(env: NodeJS.ProcessEnv): Promise<BuildxPlugin | undefined> {
  const docker = await firstExecutable((env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'docker')))
  if (docker === undefined || (await isScript(docker))) return undefined
  const file = await firstExecutable((await pluginFolders(env)).map((folder) => join(folder, 'docker-buildx')))
  return file === undefined ? undefined : { file, env: ENV }
}

/** In docker's order. A configuration that cannot be read is docker's to complain about. */
async function pluginFolders(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = userConfigFolder(env)
  const { cliPluginsExtraDirs = [] } = await readDockerConfig(join(folder, 'config.json')).catch(() => ({ cliPluginsExtraDirs: [] }))
  return [...cliPluginsExtraDirs, join(folder, 'cli-plugins'), ...SYSTEM_FOLDERS]
}

async function firstExecutable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    try {
      await access(file, constants.X_OK)
      return file
    } catch {
      // Not there, or not to be run.
    }
  }
  return undefined
}

async function isScript(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return buffer.toString('latin1') === '#!'
  } finally {
    await handle.close()
  }
}
