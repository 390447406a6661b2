import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runCommand } from '../process/run-command.js'
import type { Permissions } from './workflow-file.js'

/** What an action finds and may do. */
export interface ActionContext {
  /** Where the job's checkout belongs. */
  readonly folder: string
  readonly permissions: Permissions
  /** The repository as GitHub has it, and what of it to check out. */
  readonly origin: string
  readonly sha: string
  readonly ref: string
  readonly git: NodeJS.ProcessEnv
  /** Folder for artifacts of the run. */
  readonly artifacts: string
  /** Folder for entries of the cache. */
  readonly caches: string
}

export interface ActionEnd {
  readonly ok: boolean
  readonly log: string
  readonly outputs?: Readonly<Record<string, string>>
}

type Action = (given: Readonly<Record<string, string>>, context: ActionContext) => Promise<ActionEnd>

const FINE: ActionEnd = { ok: true, log: '' }

/** Stand-ins by name: each does of its action what the jobs here depend on. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'actions/checkout': checkOut,
  'actions/setup-node': async (given) => (given['package-manager-cache'] === 'false' ? FINE : failed('A cache would be restored.')),
  'actions/cache/save': async (given, { caches, ref }) => {
    if (!existsSync(given['path'] ?? '')) return failed('There is nothing to keep.')
    appendFileSync(join(caches, encodeURIComponent(ref)), `${given['key'] ?? ''}\n`)
    return FINE
  },
  'actions/upload-artifact': async (given, { artifacts }) => {
    const paths = (given['path'] ?? '').split('\n').filter((path) => existsSync(path))
    if (given['overwrite'] === 'true') rmSync(join(artifacts, given['name'] ?? ''), { recursive: true, force: true })
    if (paths.length > 0) mkdirSync(join(artifacts, given['name'] ?? ''), { recursive: true })
    for (const path of paths) copyFileSync(path, join(artifacts, given['name'] ?? '', basename(path)))
    return FINE
  },
  'actions/download-artifact': async (given, { artifacts }) => {
    const [start = '', rest] = (given['pattern'] ?? '').split('*')
    const found = existsSync(artifacts) ? readdirSync(artifacts) : []
    for (const artifact of found.filter((name) => (rest === undefined ? name === start : name.startsWith(start)))) {
      const from = join(artifacts, artifact)
      for (const name of readdirSync(from)) copyFileSync(join(from, name), join(given['path'] ?? '', name))
    }
    return FINE
  },
  'anchore/scan-action/download-grype': async () => ({ ...FINE, outputs: { cmd: join(import.meta.dirname, 'bin/grype') } }),
}

export async function runAction(uses: string, given: Readonly<Record<string, string>>, context: ActionContext): Promise<ActionEnd> {
  const [, name = ''] = /^([\w.-]+\/[\w./-]+)@[0-9a-f]{40}$/.exec(uses) ?? []
  const action = ACTIONS[name]
  if (!action) throw new Error(`This rehearsal has no stand-in for ${uses}`)
  return action(given, context)
}

function failed(why: string): ActionEnd {
  return { ok: false, log: `::error::${why}\n` }
}

/** As deep as asked for, and without a way to push. */
async function checkOut(given: Readonly<Record<string, string>>, { folder, origin, sha, ref, git }: ActionContext): Promise<ActionEnd> {
  if (given['persist-credentials'] !== 'false') return failed('Credentials would be left in the checkout.')
  const branch = given['ref']
  const [wanted, name] =
    branch === undefined ? [sha, ref.startsWith('refs/heads/') ? ref.slice(11) : undefined] : [`refs/heads/${branch}`, branch]
  const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
  const commands = [
    ['init', '--quiet'],
    ['remote', 'add', 'origin', `file://${origin}`],
    ['config', 'remote.origin.pushurl', 'file:///no-credentials'],
    ...(given['fetch-depth'] === '0'
      ? [
          ['fetch', '--quiet', 'origin', ...all],
          ['fetch', '--quiet', 'origin', wanted],
        ]
      : []),
    ...(given['fetch-depth'] === '0' ? [] : [['fetch', '--quiet', `--depth=${given['fetch-depth'] ?? '1'}`, 'origin', wanted]]),
    name === undefined ? ['checkout', '--quiet', '--detach', 'FETCH_HEAD'] : ['checkout', '--quiet', '-B', name, 'FETCH_HEAD'],
  ]
  for (const args of commands) {
    const { exitCode, output } = await runCommand({ command: 'git', args, cwd: folder, env: git })
    if (exitCode !== 0) return failed(`git ${args.join(' ')}: ${output}`)
  }
  return FINE
}
