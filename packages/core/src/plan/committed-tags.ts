import { ModuleImagesError } from '../errors.js'
import type { PushTags } from './tag-rules.js'

/** A file of an image that is not as in the commit. */
export interface UncommittedFile {
  /** Posix, from the workspace root. */
  readonly path: string
  /** `is in no commit`, `differs from the commit` */
  readonly why: string
}

/** Whether all that an image is made of is in the commit. */
export type CommittedState =
  | { readonly kind: 'committed' }
  /** Git says that there is none: nothing can be asked of it. */
  | { readonly kind: 'no-repository' }
  | { readonly kind: 'uncommitted'; readonly files: readonly UncommittedFile[] }

/** Which of its tags a push may move. */
export type CommittedTags =
  | {
      readonly kind: 'allowed'
      readonly tags: PushTags
      /** Branch tags that stay, each with the reason. */
      readonly left: ReadonlyMap<string, string>
      /** A clause about the module, to be shown before anything is built. */
      readonly note?: string
      /** The tags will name work that is in no commit. */
      readonly uncommitted?: boolean
    }
  | { readonly kind: 'refused'; readonly error: ModuleImagesError }

/** An image that is to get tags. */
export interface TaggedImage {
  /** The module's name. */
  readonly module: string
  /** Repository with host. */
  readonly image: string
  /** The registry is on this machine, where people look at work in progress. */
  readonly local: boolean
}

/** Release tags and `latest` name committed content only; content tags of work in progress do no harm, since they name what they hold. */
export function planCommittedTags({ module, image, local }: TaggedImage, tags: PushTags, state: CommittedState): CommittedTags {
  const all = { kind: 'allowed', tags, left: new Map<string, string>() } as const
  if (state.kind !== 'uncommitted' || tags.releases.length + tags.branch.length === 0) return all
  const changes = `changes that are in no commit: ${renderFiles(state.files)}`
  if (local) return { ...all, uncommitted: true, note: `has ${changes}; published because the registry is on this machine` }
  if (tags.releases.length > 0) {
    const names = tags.releases.map((tag) => `${image}:${tag}`).join(', ')
    return { kind: 'refused', error: uncommittedRelease(`${names} would name an image of ${module} with ${changes}.`) }
  }
  const left = new Map(tags.branch.map((tag) => [tag, `the module has ${changes}`]))
  return {
    kind: 'allowed',
    tags: { ...tags, branch: [] },
    left,
    note: `has ${changes}; ${tags.branch.join(', ')} will be left alone`,
  }
}

function uncommittedRelease(message: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'release-uncommitted',
    kind: 'input',
    message,
    fix: 'Commit them, keep them out with .dockerignore, or push without a release tag. A file that a task makes counts if it is among the outputs of a task that docker-build depends on.',
  })
}

/** A person looks at a handful; git shows the rest. */
const MOST_FILES = 10

function renderFiles(files: readonly UncommittedFile[]): string {
  const shown = files.slice(0, MOST_FILES).map(({ path, why }) => `${path} (${why})`)
  const more = files.length - shown.length
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`
}
