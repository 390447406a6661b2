import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Digest by tag, by repository. */
export type Published = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Amazon ECR Public on this machine, in a process of its own, which is AWS STS and GitHub's token service as well. */
export interface EcrProcess {
  readonly host: string
  /** `127.0.0.1:port/openscpca` */
  readonly registry: string
  /** What a job has that may ask for a token: AWS gives it the role for one. */
  readonly identity: Readonly<Record<string, string>>
  /** Where it is; no secret. */
  readonly endpoint: Readonly<Record<string, string>>
  published(): Promise<Published>
  /** So many of the next sign-ins at the registry have ended by the time they are used; a session of the role is good for so many milliseconds. */
  give(lives: { readonly endingSignIns?: number; readonly sessionLifeMs?: number }): Promise<void>
  /** What AWS and GitHub's token service were asked for since the last time, in order, until {@link published} was last looked at. */
  takeCalls(): readonly string[]
  /** AWS gives no role until told otherwise. */
  refuseRoles(refuse: boolean): Promise<void>
  stop(): Promise<void>
}

interface Started {
  readonly host: string
  readonly alias: string
  readonly jobEnv: Readonly<Record<string, string>>
}

interface State {
  readonly calls: readonly string[]
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
  const calls: string[] = []
  const tell = async (change: object) => {
    child.stdin.write(`${JSON.stringify(change)}\n`)
    const state = await next<State>()
    calls.push(...state.calls)
    return state
  }
  const { host, alias, jobEnv } = await next<Started>()
  // The workflow says the role, and no region.
  const { AWS_ENDPOINT_URL_ECR_PUBLIC: url = '', AWS_ENDPOINT_URL_STS: sts = '', AWS_REGION: _, AWS_ROLE_ARN: _role, ...identity } = jobEnv
  return {
    host,
    registry: `${host}/${alias}`,
    identity,
    endpoint: {
      ...{ AWS_ENDPOINT_URL_ECR_PUBLIC: url, AWS_ENDPOINT_URL_STS: sts },
      ...{ MODULE_IMAGES_REGISTRY: `${host}/${alias}`, MODULE_IMAGES_REGISTRY_KIND: 'ecr-public' },
    },
    async published() {
      const { repositories } = await tell({})
      return new Map(
        repositories.map(({ name, images }) => [
          name,
          new Map(images.flatMap(({ digest, tags }) => tags.map((tag): [string, string] => [tag, digest]))),
        ]),
      )
    },
    give: async (lives) => void (await tell(lives)),
    takeCalls: () => calls.splice(0),
    refuseRoles: async (refuse) => void (await tell(refuse ? { deny: ['sts:AssumeRoleWithWebIdentity'] } : { allow: true })),
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
