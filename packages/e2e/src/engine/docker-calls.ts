import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What was asked of the docker command, one line a process. */
export interface DockerCalls {
  /** Lets commands find the noting docker before the real one. */
  readonly env: { readonly PATH: string }
  /** Arguments of each call since the last time, joined by spaces. */
  take(): string[]
}

/**
 * A `docker` that notes its arguments and becomes the real one.
 *
 * @param folder to be made; any user may then note
 * @param path as commands had it so far
 */
export function noteDockerCalls(folder: string, path = ''): DockerCalls {
  const [bin, log] = [join(folder, 'bin'), join(folder, 'calls')]
  mkdirSync(bin, { recursive: true })
  const docker = path
    .split(delimiter)
    .map((entry) => join(entry, 'docker'))
    .find((file) => existsSync(file))
  if (docker === undefined) throw new Error('There is no docker command on the PATH.')
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\nprintf '%s\\n' "$(printf %s "$*" | tr '\\n' ' ')" >> '${log}'\nexec '${docker}' "$@"\n`)
  writeFileSync(log, '')
  chmodSync(join(bin, 'docker'), 0o755)
  chmodSync(log, 0o666)
  return {
    env: { PATH: `${bin}${delimiter}${path}` },
    take() {
      const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
      writeFileSync(log, '')
      return lines
    },
  }
}

/** Calls that build an image. */
export function buildCalls(calls: readonly string[]): string[] {
  return calls.filter((call) => /^(?:buildx |image )?build /.test(call))
}

/** Calls that pull an image. */
export function pullCalls(calls: readonly string[]): string[] {
  return calls.filter((call) => /^(?:image )?pull /.test(call))
}
