import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Receipt } from '../workspace/receipt.js'
import type { FaultBench, Lane } from './fault-bench.js'

export interface PushRequest {
  readonly root: string
  /** Host and prefix. */
  readonly registry: string
  readonly modules: readonly { readonly name: string; readonly tags: readonly string[] }[]
}

/** An error as the product threw it; `code` is missing where it is not one of the product's. */
export interface PushError {
  readonly code?: string
  readonly kind?: string
  readonly fix?: string
  readonly words: string
}

export interface PushOutcome {
  readonly ends: readonly {
    readonly module: string
    readonly action: 'build' | 'push'
    readonly kind: 'done' | 'failed' | 'skipped' | 'inactive'
    readonly receipt?: Receipt
    readonly error?: PushError
  }[]
  readonly said: readonly string[]
  /** What kept the whole run from beginning. */
  readonly error?: PushError
}

/** One process that publishes on request, so that thousands of pushes do not each pay for the start of one. */
export interface PushWorker {
  publish(request: PushRequest): Promise<PushOutcome>
  stop(): Promise<void>
}

export function startPushWorker(bench: FaultBench, lane: Lane): PushWorker {
  const script = join(bench.product, 'push-worker.mjs')
  const child = spawn(process.execPath, [script], { cwd: lane.root, env: lane.env, stdio: ['pipe', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async publish(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const line = await lines.next()
      if (line.done === true) throw new Error(`The publishing process ended: ${complaint}`)
      return JSON.parse(line.value) as PushOutcome
    },
    async stop() {
      bench.secrets.searchText('the standard error of a publisher', complaint)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
