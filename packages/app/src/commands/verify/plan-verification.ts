import type { ContentKey, ModuleImagesError, TagState, UnknownState } from '@module-images/core'
import type { PastImage } from '../../past-image/find-past-image.js'
import type { ContentState } from '../../registry-view/image-tags.js'

/** What `module-images verify --json` prints. */
export interface WorkspaceVerification {
  /** Host and prefix images are published under. */
  readonly registry: string
  /** Tags that were to name the wanted images. */
  readonly tags: readonly string[]
  /** Without a problem in any module. */
  readonly ok: boolean
  /** In order of name. */
  readonly modules: readonly VerifiedModule[]
}

export interface VerifiedModule {
  readonly name: string
  /** Repository with host, without tag. */
  readonly image: string
  /** Null where the module cannot be built as it stands. */
  readonly contentTag: string | null
  /** Of the image under the content tag. */
  readonly digest: string | null
  /** How the image of another commit was found, where it has not the content tag that this version of the product computes. */
  readonly by?: PastImage['by']
  readonly problems: readonly VerifyProblem[]
}

/** `tag` is the one that is not as it should be; null where no tag can be. */
export interface VerifyProblem {
  readonly code:
    'module-broken' | 'not-published' | 'image-incomplete' | 'wrong-key-label' | 'tag-missing' | 'tag-differs' | 'registry-unknown'
  readonly tag: string | null
  readonly message: string
  /** What to do about a module that is broken, a registry that did not answer, or a tag that may be misspelt. */
  readonly fix?: string | undefined
}

/** What has been found out about a module's image. */
export type PublishedFacts = { readonly name: string; readonly image: string } & (
  | {
      readonly kind: 'keyed'
      readonly key: ContentKey
      readonly contentTag: string
      readonly content: ContentState
      readonly tags: readonly NamedTagState[]
      /** What the content tags of the modules it stands on name. */
      readonly parents: readonly ParentFacts[]
      /** Of another commit, where no image has the content tag. */
      readonly instead?: InsteadFacts
    }
  | { readonly kind: 'broken'; readonly error: ModuleImagesError }
)

/** A tag that was to be checked. */
export type NamedTagState = TagState & {
  /** What to say of one that is missing: which may have been meant. */
  readonly suggestion?: string | undefined
}

/** An image that a commit has under another name than this version of the product computes. */
export interface InsteadFacts {
  readonly image: PastImage
  /** Names of the manifests and blobs that are not there. */
  readonly missing: readonly string[]
}

/** A module that another one stands on. */
export interface ParentFacts {
  readonly name: string
  readonly key: ContentKey
  readonly contentTag: string
  readonly content: ContentState
}

/** Judges what was found: every tag has to name the image of this checkout's key, and that image has to be whole. */
export function planVerification(registry: string, tags: readonly string[], facts: readonly PublishedFacts[]): WorkspaceVerification {
  const modules = facts.map(verifyModule).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { registry, tags, ok: modules.every(({ problems }) => problems.length === 0), modules }
}

function verifyModule(facts: PublishedFacts): VerifiedModule {
  const { name, image } = facts
  if (facts.kind === 'broken') {
    const { message, fix } = facts.error
    return { name, image, contentTag: null, digest: null, problems: [{ code: 'module-broken', tag: null, message, ...fixOf(fix) }] }
  }
  const { contentTag, content, instead } = facts
  const digest = content.kind === 'present' ? content.digest : (instead?.image.digest ?? null)
  return {
    name,
    image,
    contentTag: instead?.image.tag ?? contentTag,
    digest,
    ...(instead && { by: instead.image.by }),
    problems: [
      ...(instead === undefined ? contentProblems(facts) : insteadProblems(instead)),
      ...facts.parents.filter((parent) => !isSameTrouble(parent.content, content)).flatMap(parentProblems),
      ...facts.tags.flatMap((tag) => tagProblems(tag, content)),
    ],
  }
}

function contentProblems({ key, contentTag: tag, content }: Omit<ParentFacts, 'name'>): VerifyProblem[] {
  if (content.kind === 'missing') return [{ code: 'not-published', tag, message: 'the registry has no image of this content' }]
  if (content.kind === 'unknown') return [registryUnknown(tag, content)]
  const { missing, keyLabel } = content
  const label = keyLabel === undefined ? 'no key' : `the key ${keyLabel}`
  return [
    ...(missing.length === 0 ? [] : [{ code: 'image-incomplete', tag, message: `the registry lacks ${missing.join(', ')}` } as const]),
    ...(keyLabel === key || missing.length > 0
      ? []
      : [{ code: 'wrong-key-label', tag, message: `its label says ${label}, not ${key}` } as const]),
  ]
}

function insteadProblems({ image: { tag }, missing }: InsteadFacts): VerifyProblem[] {
  return missing.length === 0 ? [] : [{ code: 'image-incomplete', tag, message: `the registry lacks ${missing.join(', ')}` }]
}

function registryUnknown(tag: string, { reason, fix }: UnknownState): VerifyProblem {
  return { code: 'registry-unknown', tag, message: reason, ...fixOf(fix) }
}

function fixOf(fix: string | undefined): Pick<VerifyProblem, 'fix'> {
  return fix === undefined ? {} : { fix }
}

/** An image that may have been built on another's is not as its key says. What is missing of its parent is no matter of its own. */
function parentProblems({ name, ...parent }: ParentFacts): VerifyProblem[] {
  const problems = contentProblems(parent).filter(({ code }) => code === 'wrong-key-label' || code === 'registry-unknown')
  return problems.map((problem) => ({ ...problem, message: `its base ${name}: ${problem.message}` }))
}

/** A registry that is down is told once for a module, not for each tag and each base. What to do is the same for the same trouble, in whatever words. */
function isSameTrouble(other: ContentState | TagState['names'], content: ContentState): boolean {
  return other.kind === 'unknown' && content.kind === 'unknown' && other.fix !== undefined && other.fix === content.fix
}

/** @param content what the tag has to name; where the registry has none, any image that the tag names is another one */
function tagProblems({ tag, names, suggestion }: NamedTagState, content: ContentState): VerifyProblem[] {
  if (names.kind === 'missing') {
    const fix = suggestion && `There is no tag '${tag}'. ${suggestion}`
    return [{ code: 'tag-missing', tag, message: 'the registry has no such tag', ...fixOf(fix) }]
  }
  if (names.kind === 'unknown') return isSameTrouble(names, content) ? [] : [registryUnknown(tag, names)]
  if (content.kind === 'unknown') {
    return [{ code: 'registry-unknown', tag, message: `names ${names.digest}; the image of this content could not be read to compare` }]
  }
  const isWanted = content.kind === 'present' && names.digest === content.digest
  return isWanted ? [] : [{ code: 'tag-differs', tag, message: `names ${names.digest}` }]
}
