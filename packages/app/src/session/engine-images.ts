import { KEY_LABEL, ModuleImagesError, rememberAnswers, shortContentTag } from '@module-images/core'
import type { Engine, EngineImage, InspectedImage } from '@module-images/engine'
import { gatherRequests } from './gather-requests.js'
import type { ImageTarget } from './image-target.js'

type ImageName = Pick<EngineImage, 'repository' | 'tag'>

/** An image of the engine that carries the wanted key. Whoever uses it goes on by its id, since its name may come to name another. */
export type FoundImage = ImageName & Omit<Extract<InspectedImage, { kind: 'present' }>, 'kind' | 'labels'>

/** One image of the engine, by its id: the rest as far as it is known without another question. */
export type KnownImage = ImageName & Pick<FoundImage, 'id' | 'digest'> & Partial<Pick<FoundImage, 'size'>>

/** What an image is looked for by. */
export type KeyedName = Pick<ImageTarget, 'key' | 'contentTag'> & { readonly module: Pick<ImageTarget['module'], 'image'> }

/** The engine's images with a content tag, each looked for once a run and kept up to date by it. */
export interface EngineImages {
  /**
   * The image of this module that carries its key, whatever registry its name begins with. One that has the name and another key counts as
   * missing, which is said.
   */
  find(wanted: KeyedName): Promise<FoundImage | undefined>
  /** The same, where its id is all that is needed: what this run has built is not looked at again. */
  findKnown(wanted: KeyedName): Promise<KnownImage | undefined>
  /** To be called once an image was built, with its id if the build told it, or pulled; it is looked at when it is next wanted. */
  add(image: ImageName | KnownImage): void
  /** To be called before an image is removed, so that nobody builds on it. */
  forget(wanted: KeyedName): void
}

/** What the images are asked by, and where a line goes. */
export interface EngineImagesParts {
  readonly engine: Pick<Engine, 'findImages' | 'inspectMany'>
  readonly log: (line: string) => void
}

/** Lists and inspects what is looked for: all that is wanted at the same time in one process. */
export function createEngineImages({ engine, log }: EngineImagesParts): EngineImages {
  /** The newest first: the same name in other repositories is of other registries. */
  const byName = new Map<string, readonly (ImageName | KnownImage)[]>()
  const add = (image: ImageName | KnownImage) => {
    const name = shortName(image.repository, image.tag)
    byName.set(name, [image, ...(byName.get(name) ?? []).filter(({ repository }) => repository !== image.repository)])
  }
  const listed = rememberAnswers<void>()
  const list = gatherRequests(async (names) => {
    const images = await engine.findImages(names)
    for (const { repository, tag } of images) {
      const name = shortName(repository, tag)
      const known = byName.get(name) ?? []
      if (!known.some((image) => image.repository === repository)) byName.set(name, [...known, { repository, tag }])
    }
    return names.map(() => undefined)
  })
  const looks = rememberAnswers<InspectedImage>()
  const inspect = gatherRequests((references) => engine.inspectMany(references))
  const told = new Set<string>()
  const look = async ({ repository, tag }: ImageName, key: string): Promise<FoundImage | undefined> => {
    const reference = `${repository}:${tag}`
    const image = await looks.get(reference, () => inspect(reference))
    if (image.kind === 'missing') return undefined
    const { kind: _, labels, ...rest } = image
    if (labels[KEY_LABEL] === key) return { repository, tag, ...rest }
    if (!told.has(reference)) log(`${repository}:${shortContentTag(tag)} carries another key and is not used`)
    told.add(reference)
    return undefined
  }
  const find: EngineImages['find'] = async ({ module, key, contentTag }) => {
    const name = shortName(module.image, contentTag)
    await orNothing(() => listed.get(name, () => list(name)))
    const looked = (byName.get(name) ?? []).map((image) => look(image, key))
    return (await Promise.all(looked)).find((image) => image !== undefined)
  }
  return {
    find,
    async findKnown(wanted) {
      const named = byName.get(shortName(wanted.module.image, wanted.contentTag)) ?? []
      return named.find((image): image is KnownImage => 'id' in image) ?? find(wanted)
    },
    add(image) {
      looks.forget(`${image.repository}:${image.tag}`)
      add(image)
    },
    forget: ({ module, contentTag }) => void byName.delete(shortName(module.image, contentTag)),
  }
}

/** Whatever the registry. */
function shortName(repository: string, tag: string): string {
  return `${repository.slice(repository.lastIndexOf('/') + 1)}:${tag}`
}

/** An engine that cannot be asked counts as empty; a build then reports what is wrong with it. */
async function orNothing(list: () => Promise<void>): Promise<void> {
  try {
    await list()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'environment') throw error
  }
}
