import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A sigstore on this machine, in a process of its own, that signs for whoever has a token. */
export interface SigstoreProcess {
  /** Where it is, for jobs. */
  readonly endpoint: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const SCRIPT = join(import.meta.dirname, '../../../app/src/testing/start-sigstore.mjs')

export async function startSigstoreProcess(): Promise<SigstoreProcess> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { value, done } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  if (done === true) throw new Error('The sigstore for tests has ended.')
  const { folder } = JSON.parse(value) as { readonly folder: string }
  return {
    endpoint: { MODULE_IMAGES_SIGSTORE: folder },
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
