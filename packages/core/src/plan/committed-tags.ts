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
      /** About the module, to be shown before anything is built; the first line is followed by files. */
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
  const count = renderCount(state.files.length)
  const list = renderFiles(state.files)
  if (local) return { ...all, uncommitted: true, note: `warning: ${count}; published because the registry is on this machine${list}` }
  if (tags.releases.length > 0) {
    const names = tags.releases.map((tag) => `${image}:${tag}`).join(', ')
    return { kind: 'refused', error: uncommittedRelease(`${names} would name an image of ${module} of which ${count}:${list}`) }
  }
  const left = new Map(tags.branch.map((tag) => [tag, count]))
  return {
    kind: 'allowed',
    tags: { ...tags, branch: [] },
    left,
    note: `warning: ${count}; ${tags.branch.join(', ')} will be left alone${list}`,
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

function renderCount(files: number): string {
  return `${files} ${files === 1 ? 'file is' : 'files are'} not as in the commit`
}

/** A person looks at a handful; git shows the rest. */
const MOST_FILES = 5

/** A line each, after the line that counts them. */
function renderFiles(files: readonly UncommittedFile[]): string {
  const shown = files.slice(0, MOST_FILES).map(({ path, why }) => `${path} (${why})`)
  const more = files.length - shown.length
  return [...shown, ...(more === 0 ? [] : [`and ${more} more`])].map((line) => `\n    ${line}`).join('')
}
