// @ts-check
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findProgram } from '../../local/command.mjs'

/**
 * A `docker` before the real one on PATH that notes each call: how many docker processes a way of publishing starts.
 *
 * @param {string} folder
 */
export function createDockerCounter(folder) {
  const [bin, calls] = [join(folder, 'bin'), join(folder, 'calls')]
  mkdirSync(bin, { recursive: true })
  const docker = findProgram('docker') ?? 'docker'
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\necho "$1 $2" >> '${calls}'\nexec '${docker}' "$@"\n`)
  chmodSync(join(bin, 'docker'), 0o755)
  return {
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    reset: () => rmSync(calls, { force: true }),
    /** Calls since the last reset. */
    count: () => (existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').length - 1 : 0),
  }
}
