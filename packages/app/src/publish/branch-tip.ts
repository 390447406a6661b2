import { ModuleImagesError, type PublishedRef, rememberAnswer, rememberAnswers } from '@module-images/core'
import {
  fetchCommit,
  type GitFacts,
  type GitPlace,
  hasRemote,
  listCommitsBetween,
  readPublishedBranch,
  readRemoteTip,
} from '@module-images/git'
import { createContentKeys, readWorkspaceFrom } from '@module-images/workspace'
import { openCommitFiles } from '../history/commit-files.js'
import { readPastKey } from '../history/past-key.js'
import type { TipState } from './move-branch-tag.js'
import { coalesce } from './coalesce.js'
import type { ImageTarget } from '../session/image-target.js'

/** An image as a commit wants it: what a content tag can be looked up and checked by. */
export type CommitImage = Pick<ImageTarget, 'module' | 'key' | 'contentTag' | 'image'>

/** How a run's commit stands to the branch it publishes, by the git remote; asked once for all modules that want to know at a time. */
export interface BranchTip {
  /** Begun after the call. @throws ModuleImagesError `git-remote-failed` */
  state(): Promise<TipState>
  /**
   * The same module's images at the commits from this one down to the run's own, the newest first, each key once. A commit that
   * has no such module, or an inactive or a broken one, has none.
   */
  imagesSince(commit: string, wanted: ImageTarget): AsyncIterable<CommitImage>
}

/** For runs that may always move a branch's tags. */
export const NO_TIP: BranchTip = {
  state: async () => ({ kind: 'off' }),
  imagesSince: () => nothing(),
}

async function* nothing(): AsyncGenerator<never> {
  yield* []
}

export interface BranchTipParts {
  readonly place: GitPlace
  readonly git: () => Promise<GitFacts>
  /** A configured remote's name. */
  readonly remote: string
  /** What the environment says is published. */
  readonly publishes: PublishedRef | undefined
  /** Runs a question to the remote, again where that may help. */
  readonly retry: <T>(ask: () => Promise<T>) => Promise<T>
  readonly log: (line: string) => void
}

/** Commits to look back over; more than come between the beginning and the end of one run. */
const MOST_COMMITS = 50

/** Asks git when a tag is about to move, and not before. */
export function createBranchTip(parts: BranchTipParts): BranchTip {
  const { place, remote, retry } = parts
  const follow = rememberAnswer(() => readFollowed(parts))
  const ask = coalesce(async (): Promise<TipState> => {
    const known = await follow()
    if (known === undefined) return { kind: 'off' }
    const tip = await retry(() => readRemoteTip(place, remote, known.branch)).catch(logAlternative)
    if (tip?.commit === known.commit) return { kind: 'tip' }
    return { kind: 'moved', branch: tip?.branch ?? known.branch ?? 'HEAD', commit: tip?.commit }
  })
  const imageAt = createCommitImages(place)
  return {
    state: ask,
    async *imagesSince(commit, wanted) {
      const known = await follow()
      if (known === undefined) return
      await retry(() => fetchCommit(place, remote, commit))
      const seen = new Set<string>()
      for (const at of await listCommitsBetween(place, known.commit, commit, MOST_COMMITS)) {
        const image = await imageAt(at, wanted)
        if (image === undefined || seen.has(image.contentTag)) continue
        seen.add(image.contentTag)
        yield image
      }
    },
  }
}

/** A tag that may be older than what it replaces is not moved on a guess. */
function logAlternative(error: unknown): never {
  if (!(error instanceof ModuleImagesError) || error.code !== 'git-remote-failed') throw error
  const { code, kind, message, cause } = error
  throw new ModuleImagesError({
    code,
    kind,
    message: `Whether this is still the branch's newest commit could not be asked. ${message}`,
    fix: 'Let git sign in to the remote in this job (actions/checkout: persist-credentials), or set "tipRemote": false in nx.json to move tags unasked.',
    cause,
  })
}

interface Followed {
  readonly commit: string
  /** The remote's default branch where undefined: a git tag's run publishes no branch of its own. */
  readonly branch: string | undefined
}

async function readFollowed({ place, git, remote, publishes, log }: BranchTipParts): Promise<Followed | undefined> {
  const { commit } = await git()
  const why =
    commit === undefined ? 'this is no commit of git' : (await hasRemote(place, remote)) ? undefined : `git has no remote '${remote}'`
  if (commit === undefined || why !== undefined) {
    log(`Nobody was asked whether this is the branch's newest commit: ${why ?? ''}. Its tags move.`)
    return undefined
  }
  const branch = publishes === undefined ? await readPublishedBranch(place) : publishes.kind === 'branch' ? publishes.name : undefined
  return { commit, branch }
}

/** Images of commits, each commit read once. Options of a command line take no part, since a commit does not know them. */
function createCommitImages(place: GitPlace) {
  const results = rememberAnswers<CommitImage | undefined>()
  const read = async (commit: string, { module, image }: ImageTarget): Promise<CommitImage | undefined> => {
    const files = await openCommitFiles(place, commit)
    try {
      const workspace = readWorkspaceFrom(files)
      const same = [...workspace.modules.values()].find((other) => other.image === module.image && other.active)
      const keyed = same && (await readPastKey({ workspace, contentKeys: createContentKeys(workspace) }, same))
      // An older commit's image must not take the place of one that is not known.
      const unknown = keyed?.kind === 'unknown' ? keyed.error : same ? undefined : files.notFetched(module.root)
      if (unknown !== undefined) throw unknown
      return keyed?.kind === 'keyed' ? { module: keyed.module, key: keyed.key, contentTag: keyed.contentTag, image } : undefined
    } finally {
      await files.close()
    }
  }
  return (commit: string, wanted: ImageTarget): Promise<CommitImage | undefined> =>
    results.get(`${commit} ${wanted.image}`, () => read(commit, wanted).catch(noSuchWorkspace))
}

/** A commit whose nx.json cannot be read publishes nothing; its own run says why. */
function noSuchWorkspace(error: unknown): undefined {
  if (error instanceof ModuleImagesError && error.kind === 'input') return undefined
  throw error
}
