// @ts-check
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, posix } from 'node:path'
import { attempt } from '../local/command.mjs'

/**
 * What BuildKit did with a case.
 *
 * @typedef {{ path: string, kind: 'file', content: string, executable: boolean } | { path: string, kind: 'folder', empty: boolean }
 *   | { path: string, kind: 'symlink', target: string }} ImageEntry
 * @typedef {{ kind: 'built', entries: readonly ImageEntry[] } | { kind: 'refuses', line: number | undefined, message: string }
 *   | { kind: 'collides', message: string }} Observation `collides`: all was read, but what was copied does not fit where it was to go
 * @typedef {{ kind: 'not-asked' }} NotAsked the engine would not live through it; see `askable.mjs`
 */

const SECONDS = 120
/** Builds beside each other take the engine's snapshots from one another now and then. */
const TRIES = 3

/** Where the docker command looks for its plugins. */
const PLUGIN_FOLDERS = [
  join(process.env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'cli-plugins'),
  ...['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map((folder) => `${folder}/docker/cli-plugins`),
]

/** The plugin itself where it is found: the docker command before it takes as long again as a small build. */
const BUILDX = PLUGIN_FOLDERS.map((folder) => join(folder, 'docker-buildx')).find((file) => existsSync(file))

/**
 * Builds the last stage and exports it into a folder.
 *
 * @param {string} context
 * @param {{ tools: string, output: string }} folders `tools` holds a static busybox; `output` is not there yet
 * @returns {Promise<Observation>}
 */
export async function observeBuild(context, { tools, output }) {
  const failure = await runBuild([`--build-context=tools=${tools}`, `--output=type=local,dest=${output}`, context])
  if (failure === undefined) return { kind: 'built', entries: readEntries(output) }
  if (isCollision(failure)) return { kind: 'collides', message: lastError(failure) }
  return refusalOf(failure)
}

/**
 * One plain build, without the cache: what another build left there would stand in for reading, and a source that is not there is then not
 * missed.
 *
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} what BuildKit said when it refused
 */
export async function runBuild(args) {
  const argv = [...(BUILDX ? [BUILDX] : ['docker', 'buildx']), 'build', '--no-cache', '--network=none', '--progress=plain', ...args]
  for (let tries = 1; ; tries++) {
    const { code, stderr } = await attempt(argv, { seconds: SECONDS })
    if (code === 0) return undefined
    if (code !== 124 && !isEngineFault(stderr)) return stderr
    if (tries === TRIES) throw new Error(`The engine could not be asked: ${stderr.slice(-2000)}`)
  }
}

/** @param {string} stderr @returns {{ kind: 'refuses', line: number | undefined, message: string }} */
export function refusalOf(stderr) {
  return { kind: 'refuses', line: failingLine(stderr), message: lastError(stderr) }
}

/** Not what the case is about. @param {string} stderr */
export function isEngineFault(stderr) {
  const faults = [
    /cannot connect to the docker daemon|error reading from server|no space left|context deadline exceeded/i,
    /stat \S*\/overlay2\/|failed to stat active key|snapshot \w+ does not exist/i,
  ]
  return faults.some((fault) => fault.test(stderr))
}

/** @param {string} stderr */
function isCollision(stderr) {
  return /cannot copy to non-directory|cannot replace to directory|cannot overwrite/.test(stderr)
}

/** BuildKit shows an excerpt under `Dockerfile:3`. @param {string} stderr */
function failingLine(stderr) {
  const line = /^(?:Dockerfile):(\d+)$/m.exec(stderr)?.[1]
  return line === undefined ? undefined : Number(line)
}

/** @param {string} stderr */
function lastError(stderr) {
  return /^ERROR: (.*)$/m.exec(stderr.split('\n').toReversed().join('\n'))?.[1] ?? stderr.slice(-500)
}

/** The static shell that a mount needs is none of the context's. */
const OWN = new Set(['bin', 'bin/busybox'])

/** @param {string} root @returns {ImageEntry[]} sorted by path */
function readEntries(root) {
  const paths = pathsBelow(root, '').filter((path) => !OWN.has(path.replace(/^s\d+\//, '')))
  return paths.sort().map((path) => readEntry(root, path))
}

/** Node's own recursion follows links, round in circles too. @param {string} root @param {string} folder @returns {string[]} */
function pathsBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    return entry.isDirectory() ? [path, ...pathsBelow(root, path)] : [path]
  })
}

/** @param {string} root @param {string} path @returns {ImageEntry} */
function readEntry(root, path) {
  const file = join(root, path)
  const stats = lstatSync(file)
  if (stats.isSymbolicLink()) return { path, kind: 'symlink', target: readlinkSync(file) }
  if (stats.isDirectory()) return { path, kind: 'folder', empty: readdirSync(file).length === 0 }
  return { path, kind: 'file', content: readFileSync(file, 'utf8'), executable: (stats.mode & 0o100) !== 0 }
}
