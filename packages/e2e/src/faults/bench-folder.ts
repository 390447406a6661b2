import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processesWith, readPids } from '../process/processes.js'

/** A folder for all that a bench keeps and starts, which goes with it, however that ends. */
export interface BenchFolder {
  readonly path: string
  /** The engine's images of this registry are the bench's, and go as well. */
  ownImages(host: string): void
  /** Idempotent. */
  remove(): void
}

export interface BenchFolderParts {
  /** Takes away every image whose name begins so; false where the engine would not. Waits, since a process that ends cannot. */
  readonly removeImages: (prefix: string) => boolean
  /** For tests. */
  readonly parent?: string
}

const NAME = /^mi-faults-(\d+)-/
/** Holds the host whose images are the bench's. */
const RECORD = 'images'

/**
 * Makes a folder, after removing those of processes that are gone. It goes with `remove`; when the test runner that started this process
 * is gone, as after Ctrl-C; and at SIGTERM. What a SIGKILL leaves behind goes when the next one is made.
 */
export function makeBenchFolder({ removeImages, parent = tmpdir() }: BenchFolderParts): BenchFolder {
  for (const left of findLeftFolders(parent)) removeFolder(left, removeImages)
  const path = realpathSync(mkdtempSync(join(parent, `mi-faults-${process.pid}-`)))
  const end = () => {
    remove()
    // The runner's own handlers would go on with the tests.
    process.kill(process.pid, 'SIGKILL')
  }
  const remove = () => {
    process.off('disconnect', end).off('SIGTERM', end)
    removeFolder(path, removeImages)
  }
  process.once('disconnect', end).once('SIGTERM', end)
  return { path, ownImages: (host) => writeFileSync(join(path, RECORD), host), remove }
}

/** The engine's images, past the product and past any event loop. */
export function createImageRemoval(env: NodeJS.ProcessEnv): BenchFolderParts['removeImages'] {
  const docker = (...args: string[]) => spawnSync('docker', args, { env, encoding: 'utf8', timeout: 60_000 })
  return (prefix) => {
    const listed = docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}')
    if (listed.status !== 0) return false
    const names = listed.stdout.split('\n').filter((name) => name.startsWith(prefix))
    return names.length === 0 || docker('image', 'rm', '--force', ...names).status === 0
  }
}

function findLeftFolders(parent: string): string[] {
  const names = readdirSync(parent)
  // Asked for last: whoever has made one of these folders runs, or is gone for good.
  const running = new Set(readPids())
  return names.flatMap((name) => {
    const pid = NAME.exec(name)?.[1]
    return pid === undefined || running.has(Number(pid)) ? [] : [join(parent, name)]
  })
}

/** Where the engine keeps its images, the record stays as well, for the next one to try. */
function removeFolder(path: string, removeImages: BenchFolderParts['removeImages']): void {
  for (const { pid } of processesWith(path)) kill(pid)
  const host = readRecord(path)
  const isClear = host === undefined || removeImages(`${host}/`)
  if (isClear) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  else
    for (const name of readdirSync(path).filter((entry) => entry !== RECORD))
      rmSync(join(path, name), { recursive: true, force: true, maxRetries: 3 })
}

function readRecord(path: string): string | undefined {
  try {
    return readFileSync(join(path, RECORD), 'utf8')
  } catch {
    return undefined
  }
}

function kill(pid: number): void {
  try {
    if (pid !== process.pid) process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
