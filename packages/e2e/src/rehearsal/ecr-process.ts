import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Digest by tag, by repository. */
export type Published = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Amazon ECR Public on this machine, in a process of its own. */
export interface EcrProcess {
  readonly host: string
  /** `127.0.0.1:port/openscpca` */
  readonly registry: string
  /** What a signed-in job has. */
  readonly credentials: Readonly<Record<string, string>>
  /** Where it is; no secret. */
  readonly endpoint: Readonly<Record<string, string>>
  published(): Promise<Published>
  /** From now on a sign-in is good for so many milliseconds. */
  giveTokens(lifeMs: number): Promise<void>
  stop(): Promise<void>
}

interface Started {
  readonly host: string
  readonly alias: string
  readonly env: Readonly<Record<string, string>>
}

interface State {
  readonly repositories: readonly {
    readonly name: string
    readonly images: readonly { readonly digest: string; readonly tags: readonly string[] }[]
  }[]
}

const SCRIPT = join(import.meta.dirname, '../../../registry/src/testing/start-ecr-public.mjs')

export async function startEcrProcess(): Promise<EcrProcess> {
  const child = spawn(process.execPath, [SCRIPT, 'token'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async <T>() => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('The ECR test server has ended.')
    return JSON.parse(value) as T
  }
  const { host, alias, env } = await next<Started>()
  const { AWS_ENDPOINT_URL_ECR_PUBLIC: url = '', AWS_REGION: _, ...credentials } = env
  return {
    host,
    registry: `${host}/${alias}`,
    credentials,
    endpoint: { AWS_ENDPOINT_URL_ECR_PUBLIC: url, MODULE_IMAGES_REGISTRY: `${host}/${alias}`, MODULE_IMAGES_REGISTRY_KIND: 'ecr-public' },
    async published() {
      child.stdin.write('{}\n')
      const { repositories } = await next<State>()
      return new Map(
        repositories.map(({ name, images }) => [
          name,
          new Map(images.flatMap(({ digest, tags }) => tags.map((tag): [string, string] => [tag, digest]))),
        ]),
      )
    },
    async giveTokens(lifeMs) {
      child.stdin.write(`${JSON.stringify({ tokenLifeMs: lifeMs })}\n`)
      await next()
    },
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
