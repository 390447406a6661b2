/**
 * The server of `ecr-server.ts` in a process of its own, for tests of other packages: they may not import it, and node does not
 * run TypeScript. Start it with `node start-ecr-public.mjs password|token [ecr]`, where `ecr` is for a private registry. It prints one line of JSON, `{ url, host, alias, env, jobEnv }`,
 * and then one for each line of JSON on standard input: `{ "deny": ["ecr-public:CreateRepository"] }`, `{ "allow": true }`,
 * `{ "tokenLifeMs": 2000 }`, `{ "endingSignIns": 1 }`, `{ "expire": true }`, each answered with what is known by then:
 * `{ calls, regions, issued, repositories }`, where `issued` holds the secrets. It ends when standard input does.
 */
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('./ecr-server.ts', import.meta.url))
const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' })
const [, , guard, service] = process.argv
const start = service === 'ecr' ? module.startEcrPrivateServer : module.startEcrPublicServer
const server = await start({ guard: guard === 'token' ? 'token' : 'password' })
const { url, host, alias, env, jobEnv, state } = server
print({ url, host, alias, env, jobEnv, secrets: [module.AWS_SECRET, module.AWS_SESSION, ...module.JOB_SECRETS] })

for await (const line of createInterface({ input: process.stdin })) {
  const { deny, allow, tokenLifeMs, endingSignIns, sessionLifeMs, expire } = JSON.parse(line)
  if (allow) state.denied.clear()
  for (const permission of deny ?? []) state.denied.add(permission)
  if (tokenLifeMs !== undefined) state.tokenLifeMs = tokenLifeMs
  if (endingSignIns !== undefined) state.endingSignIns = endingSignIns
  if (sessionLifeMs !== undefined) state.sessionLifeMs = sessionLifeMs
  if (expire) state.expireIssued()
  print({ calls: state.takeCalls(), regions: [...state.regions], issued: state.issued, repositories: repositories() })
}
await server.stop()

function repositories() {
  return [...state.repositories.values()].map(({ name, catalogData, images }) => ({
    name,
    catalogData,
    images: [...images.values()].map((image) => ({ ...image, tags: [...image.tags] })),
  }))
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
