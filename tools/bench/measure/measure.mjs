// @ts-check
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lastLines } from '../../local/command.mjs'
import { interruption } from '../../local/interruption.mjs'
import { parseAccessLog } from './access-log.mjs'
import { watchDisk } from './disk.mjs'
import { watchMemory } from './memory.mjs'

/**
 * What is measured: commands that run one after the other.
 *
 * @typedef {{ steps: readonly (readonly string[])[], cwd: string, env: NodeJS.ProcessEnv, seconds?: number }} Work
 *
 * @typedef {object} Sample
 * @property {boolean} ok
 * @property {string} said the last lines of a command that failed
 * @property {number} seconds
 * @property {import('./access-log.mjs').Traffic} traffic
 * @property {number} bytesStored growth of the registry's blobs, manifests included
 * @property {number} disk bytes by which the file system of engine and registry had grown at most
 * @property {import('./memory.mjs').Memory | undefined} memory of the commands; the engine's own is not in it
 * @property {string} output
 */

/** After so long a command counts as failed. */
const TIMEOUT_SECONDS = 900
const TELLING_LINES = 60

/**
 * Runs work and tells what it cost.
 *
 * @param {Work} work
 * @param {{ registryLog: string, registryData: string }} doors
 * @returns {Promise<Sample>}
 */
export async function measure({ steps, cwd, env, seconds: limit = TIMEOUT_SECONDS }, { registryLog, registryData }) {
  const [logged, stored] = [statSync(registryLog).size, folderBytes(registryData)]
  const disk = watchDisk(registryData)
  /** @type {import('./memory.mjs').Memory | undefined} */
  let memory
  let ended = { code: 0, output: '' }
  const started = performance.now()
  for (const argv of steps) {
    const step = await runStep(argv, { cwd, env, limit })
    memory = step.memory && {
      largest: Math.max(memory?.largest ?? 0, step.memory.largest),
      tree: Math.max(memory?.tree ?? 0, step.memory.tree),
    }
    ended = { code: step.code, output: ended.output + step.output }
    if (step.code !== 0) break
  }
  const seconds = (performance.now() - started) / 1000
  return {
    ok: ended.code === 0,
    said: ended.code === 0 ? '' : lastLines(ended.output, TELLING_LINES),
    seconds,
    traffic: parseAccessLog(readFileSync(registryLog).subarray(logged).toString('utf8')),
    bytesStored: folderBytes(registryData) - stored,
    disk: disk(),
    memory,
    output: ended.output,
  }
}

/**
 * In a process group of its own, so that an interruption reaches all that it started.
 *
 * @param {readonly string[]} argv
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, limit: number }} how `limit`: in seconds
 * @returns {Promise<{ code: number, output: string, memory: import('./memory.mjs').Memory | undefined }>}
 */
function runStep([program = '', ...args], { cwd, env, limit }) {
  interruption.throwIfAborted()
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const memory = watchMemory(child.pid ?? 0)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const kill = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  }
  const timer = setTimeout(kill, limit * 1000)
  interruption.addEventListener('abort', kill, { once: true })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => (output += error.message))
    child.once('close', (code) => {
      clearTimeout(timer)
      interruption.removeEventListener('abort', kill)
      const peak = memory()
      if (interruption.aborted) reject(interruption.reason)
      else resolve({ code: code ?? 1, output, memory: peak })
    })
  })
}

/** Bytes of the blobs that a registry keeps: https://distribution.github.io/distribution/storage-drivers/filesystem/ @param {string} data */
function folderBytes(data) {
  const blobs = join(data, 'docker/registry/v2/blobs')
  try {
    const files = readdirSync(blobs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  } catch {
    return 0
  }
}
