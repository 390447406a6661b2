import { join } from 'node:path'
import { runOrThrow } from '../process/run-command.js'
import type { TestWorkspace } from '../workspace/test-workspace.js'
import type { EventFacts, RehearsalEvent } from './event.js'
import { parseWorkflowFile, type WorkflowFile } from './workflow-file.js'

/** A contributor's clone, and the repository on GitHub that it pushes to. */
export interface Repository {
  /** Folder of the bare repository. */
  readonly origin: string
  /** Makes a branch from main with a change, and pushes it. */
  branch(name: string, change: () => void | Promise<void>): Promise<void>
  /** Adds a change to a branch, and pushes it. */
  amend(name: string, change: () => void | Promise<void>): Promise<void>
  /** Merges a branch into main and pushes that. */
  merge(branch: string): Promise<string>
  tag(name: string): Promise<void>
  /** What GitHub knows of an event the moment it happens. */
  factsOf(event: RehearsalEvent): Promise<EventFacts>
  /** The workflows of a commit, by file name. */
  workflowsAt(sha: string): Promise<ReadonlyMap<string, WorkflowFile>>
}

const FOLDER = '.github/workflows/'

/** Puts the workspace as it is on main. */
export async function createRepository(workspace: Pick<TestWorkspace, 'sandbox' | 'env' | 'git' | 'commit'>): Promise<Repository> {
  const { git } = workspace
  const origin = join(workspace.sandbox, 'origin.git')
  await workspace.commit('Begin')
  await runOrThrow({ command: 'git', args: ['init', '--quiet', '--bare', '--initial-branch=main', origin], env: workspace.env })
  await runOrThrow({ command: 'git', args: ['-C', origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true'], env: workspace.env })
  await git('remote', 'add', 'origin', origin)
  await git('push', '--quiet', 'origin', 'main')
  const shaOf = (revision: string) => git('rev-parse', `${revision}^{commit}`)

  /** As GitHub does it for each pull request: merged, to see what would be. */
  const mergePreview = async (event: Extract<RehearsalEvent, { kind: 'pull_request' }>): Promise<EventFacts> => {
    const ref = `refs/pull/${event.number}/merge`
    await git('switch', '--quiet', '--detach', 'main')
    await git('merge', '--quiet', '--no-ff', '--no-edit', event.head)
    await git('push', '--quiet', '--force', 'origin', `HEAD:${ref}`)
    const sha = await shaOf('HEAD')
    const changed = (await git('diff', '--name-only', '--no-renames', `main...${event.head}`)).split('\n')
    await git('switch', '--quiet', 'main')
    return { event, sha, ref, changed }
  }

  /** The queue puts what it would merge on a branch of its own. */
  const queuePreview = async (event: Extract<RehearsalEvent, { kind: 'merge_group' }>): Promise<EventFacts> => {
    const baseSha = await shaOf('origin/main')
    await git('switch', '--quiet', '--detach', 'origin/main')
    await git('merge', '--quiet', '--no-ff', '--no-edit', `origin/${event.head}`)
    const sha = await shaOf('HEAD')
    const ref = `refs/heads/gh-readonly-queue/${event.base}/pr-${event.number}-${baseSha}`
    await git('push', '--quiet', '--force', 'origin', `HEAD:${ref}`)
    await git('switch', '--quiet', 'main')
    return { event, sha, ref, changed: [], baseSha }
  }

  /** A dispatch names a branch or a tag. */
  const refOf = async (name: string) => {
    const isTag = (await git('tag', '--list', name)) === name
    return isTag ? { sha: await shaOf(name), ref: `refs/tags/${name}` } : { sha: await shaOf(`origin/${name}`), ref: `refs/heads/${name}` }
  }

  return {
    origin,
    async branch(name, change) {
      await git('switch', '--quiet', '--force-create', name, 'main')
      await change()
      await workspace.commit(name)
      await git('push', '--quiet', '--force', 'origin', name)
      await git('switch', '--quiet', 'main')
    },
    async amend(name, change) {
      await git('switch', '--quiet', name)
      await change()
      await workspace.commit(`more of ${name}`)
      await git('push', '--quiet', 'origin', name)
      await git('switch', '--quiet', 'main')
    },
    async merge(branch) {
      await git('fetch', '--quiet', 'origin')
      await git('merge', '--quiet', '--no-ff', '--no-edit', `origin/${branch}`)
      await git('push', '--quiet', 'origin', 'main')
      return shaOf('main')
    },
    async tag(name) {
      await git('tag', name, 'main')
      await git('push', '--quiet', 'origin', name)
    },
    async factsOf(event) {
      await git('fetch', '--quiet', 'origin')
      switch (event.kind) {
        case 'pull_request':
          return mergePreview(event)
        case 'push':
          return { event, sha: event.sha ?? (await shaOf(`origin/${event.branch}`)), ref: `refs/heads/${event.branch}`, changed: [] }
        case 'workflow_dispatch':
          return { event, ...(await refOf(event.branch)), changed: [] }
        case 'release':
        case 'tag':
          return { event, sha: await shaOf(event.tag), ref: `refs/tags/${event.tag}`, changed: [] }
        case 'merge_group':
          return queuePreview(event)
        case 'schedule':
        case 'workflow_run':
          return { event, sha: await shaOf('origin/main'), ref: 'refs/heads/main', changed: [] }
      }
    },
    async workflowsAt(sha) {
      const names = (await git('ls-tree', '--name-only', sha, FOLDER)).split('\n').filter((name) => name !== '')
      const files = names.map(async (name): Promise<[string, WorkflowFile]> => {
        const file = name.slice(FOLDER.length)
        return [file, parseWorkflowFile(file, await git('show', `${sha}:${name}`))]
      })
      return new Map(await Promise.all(files))
    },
  }
}
