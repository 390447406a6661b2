import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Amazon ECR Public, or a private registry, as the registry package's tests have it, in a process of its own: no package imports another's tests. */
export interface EcrPublicProcess {
  /** Of the registry: `127.0.0.1:port`. */
  readonly host: string
  readonly alias: string
  /** Under which the AWS SDK finds the service and signs in. */
  readonly env: Readonly<Record<string, string>>
  /** The environment of a job of GitHub Actions that is to take a role. */
  readonly jobEnv: Readonly<Record<string, string>>
  /** Secrets that these environments hold, or that are made from what they hold. */
  readonly secrets: readonly string[]
  /** Tells the service something, and gives what it knows by then; `calls` since the last time. */
  tell(change: EcrPublicChange): Promise<EcrPublicFacts>
  stop(): Promise<void>
}

export interface EcrPublicChange {
  /** Permissions to take away. */
  readonly deny?: readonly string[]
  /** Gives all permissions back. */
  readonly allow?: boolean
  readonly tokenLifeMs?: number
  readonly sessionLifeMs?: number
  /** Ends every sign-in issued so far, and the session of every role. */
  readonly expire?: boolean
}

export interface EcrPublicFacts {
  readonly calls: readonly string[]
  readonly regions: readonly string[]
  readonly issued: readonly { readonly password: string; readonly token: string }[]
  readonly repositories: readonly {
    readonly name: string
    readonly catalogData?: Readonly<Record<string, unknown>>
    readonly images: readonly { readonly digest: string; readonly tags: readonly string[] }[]
  }[]
}

const SCRIPT = fileURLToPath(new URL('../../../registry/src/testing/start-ecr-public.mjs', import.meta.url))

export async function startEcrPublicProcess(guard: 'password' | 'token', service?: 'ecr'): Promise<EcrPublicProcess> {
  const child = spawn(process.execPath, [SCRIPT, guard, ...(service === undefined ? [] : [service])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async <T>(): Promise<T> => {
    const { value, done } = await lines.next()
    if (done) throw new Error('The service has ended.')
    return JSON.parse(value) as T
  }
  const facts = await read<Pick<EcrPublicProcess, 'host' | 'alias' | 'env' | 'jobEnv' | 'secrets'>>()
  return {
    ...facts,
    tell: (change) => {
      child.stdin.write(`${JSON.stringify(change)}\n`)
      return read<EcrPublicFacts>()
    },
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
  await ended
}
