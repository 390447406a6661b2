import { PassThrough } from 'node:stream'
import { ModuleImagesError } from '@module-images/core'
import { type ProcessResult, runProcess } from '@module-images/process'
import { gitFailed, gitRequest, type GitPlace } from './git-command.js'

/** Objects of a repository, read by one git process that stays until it is closed. */
export interface GitObjects {
  /**
   * Hands over an object's bytes as they come, however large it is.
   *
   * @throws ModuleImagesError `git-object-missing`, `git-failed`; whatever `onBytes` throws
   */
  read(id: string, onBytes: (chunk: Buffer) => void): Promise<void>
  /** To be called when nothing is being read. */
  close(): Promise<void>
}

interface Reading {
  readonly id: string
  readonly onBytes: (chunk: Buffer) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Starts git on first use. Protocol: https://git-scm.com/docs/git-cat-file#_batch_output */
export function openGitObjects(place: GitPlace): GitObjects {
  const args = ['cat-file', '--batch']
  const requests = new PassThrough()
  const readings: Reading[] = []
  const replies = new BatchReplies(readings)
  let ended: Promise<void> | undefined
  const failAll = (error: unknown) => {
    for (const reading of readings.splice(0)) reading.reject(error)
  }
  const start = async (): Promise<void> => {
    const onBytes = (chunk: Buffer) => replies.add(chunk)
    try {
      const result: ProcessResult = await runProcess({ ...gitRequest(place, args), inherit: false, input: requests, onBytes })
      failAll(gitFailed(args, result))
    } catch (error) {
      failAll(error)
    }
  }
  return {
    read: (id, onBytes) =>
      new Promise((resolve, reject) => {
        readings.push({ id, onBytes, resolve, reject })
        requests.write(`${id}\n`)
        ended ??= start()
      }),
    async close() {
      requests.end()
      await ended
    },
  }
}

/** Gives each reply to the reading it answers; git answers in the order it is asked. */
class BatchReplies {
  readonly #readings: Reading[]
  #header: Buffer = Buffer.alloc(0)
  /** Bytes still to come of the object at hand, its line end included; 0 between objects. */
  #left = 0

  constructor(readings: Reading[]) {
    this.#readings = readings
  }

  add(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#left > 0 ? this.#takeBytes(rest) : this.#takeHeader(rest)
  }

  #takeBytes(chunk: Buffer): Buffer {
    const taken = Math.min(this.#left, chunk.length)
    const content = Math.min(taken, this.#left - 1)
    if (content > 0) this.#readings[0]?.onBytes(chunk.subarray(0, content))
    this.#left -= taken
    if (this.#left === 0) this.#readings.shift()?.resolve()
    return chunk.subarray(taken)
  }

  /** `<id> <type> <size>`, or `<id> missing`. */
  #takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf('\n')
    if (end < 0) {
      this.#header = Buffer.concat([this.#header, chunk])
      return Buffer.alloc(0)
    }
    const header = Buffer.concat([this.#header, chunk.subarray(0, end)]).toString('utf8')
    this.#header = Buffer.alloc(0)
    const size = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(header)?.[1]
    if (size === undefined) this.#readings.shift()?.reject(missing(header))
    else this.#left = Number(size) + 1
    return chunk.subarray(end + 1)
  }
}

function missing(header: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'git-object-missing',
    kind: 'environment',
    message: `Git does not have an object of that revision (${header}).`,
    fix: 'The clone may hold only a part of the history; fetch the rest: git fetch --unshallow',
  })
}
