import { rmSync } from 'node:fs'
import { lstat, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { ModuleImagesError, notAList } from '@module-images/core'
import { makeRunFolder } from '@module-images/process'
import { userConfigFolder } from './user-config-folder.js'

/** A sign-in for one registry host, as Docker's configuration holds it. */
export type ConfigAuth = { readonly username: string; readonly password: string } | { readonly identityToken: string }

export interface ConfigFolderRequest {
  /** By exact registry host, `docker.io` included. They win over the user's own sign-ins. */
  readonly auths: Readonly<Record<string, ConfigAuth>>
  /** Hosts to go to as nobody, whatever sign-in the user has saved for them. */
  readonly anonymous?: readonly string[] | undefined
}

export interface ConfigFolderPlace {
  /** Where to make it; the system's temporary folder when left out. */
  readonly parent?: string | undefined
  /** Tells where the user's own configuration is. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

export interface ConfigFolder {
  /** For `DOCKER_CONFIG`, or the `configFolder` of the engine's methods, which keep the user's builders in sight as well. */
  readonly path: string
  /** Idempotent. */
  remove(): Promise<void>
}

/** Docker's configuration as far as it is read; the rest is kept as it is. https://docs.docker.com/reference/cli/docker/#configuration-files */
const dockerConfig = notAList(
  v.looseObject({
    auths: v.optional(v.record(v.string(), v.unknown())),
    credsStore: v.optional(v.string()),
    credHelpers: v.optional(v.record(v.string(), v.string())),
    cliPluginsExtraDirs: v.optional(v.array(v.string())),
  }),
)
type DockerConfig = v.InferOutput<typeof dockerConfig>

/** Docker Hub's sign-in is kept under this name. https://github.com/docker/cli/blob/master/cli/config/configfile/file.go */
const HUB = 'https://index.docker.io/v1/'
/** Folders of the user's configuration that docker looks for beside config.json. */
const SHARED_FOLDERS = ['contexts', 'cli-plugins']

/**
 * A Docker configuration of one run's own: the user's settings, contexts, plugins and sign-ins, with the given sign-ins added, so that
 * the user's file is never written to. Mode 0700, file 0600. It goes with `remove`, at the end of the process, and at SIGINT or
 * SIGTERM; what a killed process left behind goes when the next one is made.
 *
 * @throws ModuleImagesError `bad-docker-config` when the user's config.json cannot be read
 */
export async function createConfigFolder(request: ConfigFolderRequest, place: ConfigFolderPlace = {}): Promise<ConfigFolder> {
  const original = userConfigFolder(place.env ?? process.env)
  const config = planConfig(await readDockerConfig(join(original, 'config.json')), request)
  const path = await makeRunFolder('docker', place.parent)
  const release = removeAtEnd(path)
  const remove = async () => {
    release()
    await rm(path, { recursive: true, force: true })
  }
  try {
    await writeFile(join(path, 'config.json'), JSON.stringify(config), { mode: 0o600 })
    for (const name of SHARED_FOLDERS) {
      if (await isFolder(join(original, name))) await symlink(join(original, name), join(path, name), 'junction')
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { path, remove }
}

/**
 * The user's configuration with sign-ins added. A host's credential helper is set to none, since docker asks helpers and the
 * credential store before it looks at `auths`.
 */
function planConfig(config: DockerConfig, { auths, anonymous = [] }: ConfigFolderRequest): DockerConfig {
  const entries = Object.entries(auths).map(([host, auth]) => [serverOf(host), renderAuth(auth)] as const)
  const dropped = new Set(anonymous.map(serverOf))
  if (entries.length === 0 && dropped.size === 0) return config
  const noHelper = [...entries.map(([server]) => server), ...dropped]
    .flatMap((server) => (server === HUB ? [HUB, 'index.docker.io', 'docker.io'] : [server]))
    .map((host) => [host, ''] as const)
  const kept = Object.entries(config.auths ?? {}).filter(([server]) => !dropped.has(serverOf(hostOf(server))))
  return {
    ...config,
    auths: { ...Object.fromEntries(kept), ...Object.fromEntries(entries) },
    credHelpers: { ...config.credHelpers, ...Object.fromEntries(noHelper) },
  }
}

function serverOf(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? HUB : host
}

/** Older sign-ins are kept under a URL: `https://host/v1/`. */
function hostOf(server: string): string {
  return server.replace(/^[a-z]+:\/\//i, '').split('/')[0] ?? server
}

function renderAuth(auth: ConfigAuth): Readonly<Record<string, string>> {
  if ('identityToken' in auth) return { identitytoken: auth.identityToken }
  return { auth: Buffer.from(`${auth.username}:${auth.password}`).toString('base64') }
}

/**
 * Docker's configuration; empty where there is none.
 *
 * @throws ModuleImagesError `bad-docker-config`
 */
export async function readDockerConfig(file: string): Promise<DockerConfig> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw badConfig(file, 'it cannot be read', error)
  }
  try {
    return v.parse(dockerConfig, JSON.parse(text))
  } catch {
    // No cause: a parser's message may quote the file, which holds sign-ins.
    throw badConfig(file, 'it is not a Docker configuration')
  }
}

function badConfig(file: string, why: string, cause?: unknown): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-docker-config',
    kind: 'environment',
    message: `Docker's configuration is of no use: ${why}.`,
    place: { file },
    fix: 'Repair the file, or set DOCKER_CONFIG to another folder.',
    cause,
  })
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isDirectory() || entry.isSymbolicLink(),
    () => false,
  )
}

/** Folders that are there. One listener serves all: a run whose sign-in is renewed often has many. */
const kept = new Set<string>()

/** Removes a folder when the process ends or is told to; a signal that nobody else listens to ends the process as it would have. */
function removeAtEnd(path: string): () => void {
  if (kept.size === 0) process.on('exit', removeAll).on('SIGINT', onSignal).on('SIGTERM', onSignal)
  kept.add(path)
  return () => {
    if (kept.delete(path) && kept.size === 0) stopListening()
  }
}

function removeAll(): void {
  for (const path of kept) rmSync(path, { recursive: true, force: true })
  kept.clear()
}

function onSignal(signal: NodeJS.Signals): void {
  removeAll()
  stopListening()
  // Listening took the signal's own effect away. Others who listen decide for themselves when the process ends.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function stopListening(): void {
  process.off('exit', removeAll).off('SIGINT', onSignal).off('SIGTERM', onSignal)
}
