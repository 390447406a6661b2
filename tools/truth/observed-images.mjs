// @ts-check
import { readRegistryDigest, readRegistryImage } from '../images/registry-image.mjs'
import { readSavedImages } from '../images/saved-images.mjs'
import { attempt } from '../local/command.mjs'

const KEY_LABEL = 'io.github.module-images.key'

/**
 * An image as it is.
 *
 * @typedef {object} ObservedImage
 * @property {readonly string[]} digests all by which it may be known
 * @property {string | undefined} key of its label
 * @property {Readonly<Record<string, string>>} labels
 * @property {ReadonlyMap<string, string>} files contents by path
 *
 * @typedef {object} Observer
 * @property {(references: readonly string[]) => Promise<Map<string, ObservedImage>>} engine those that it has
 * @property {(reference: string) => Promise<ObservedImage | undefined>} registry undefined where it has none
 */

/**
 * Looks at images in engine and registry without the product. What a digest names never changes, so it is read once.
 *
 * @param {string} folder for files that go again
 * @returns {Observer}
 */
export function createObserver(folder) {
  /** @type {Map<string, Omit<ObservedImage, 'digests'>>} */
  const engineImages = new Map()
  /** @type {Map<string, Promise<Omit<ObservedImage, 'digests'>>>} */
  const registryImages = new Map()
  return {
    async engine(references) {
      const inspected = await inspect(references)
      const unread = [...inspected].filter(([, { id }]) => !engineImages.has(id)).map(([reference]) => reference)
      const saved = await readSavedImages(unread, { folder })
      for (const [reference, image] of saved) engineImages.set(inspected.get(reference)?.id ?? '', observe(image))
      return new Map(
        [...inspected].map(([reference, { id, digests }]) => {
          const image = engineImages.get(id)
          if (image === undefined) throw new Error(`${reference} was not read`)
          return [reference, { ...image, digests: [id, ...digests] }]
        }),
      )
    },
    async registry(reference) {
      const digest = await readRegistryDigest(reference)
      if (digest === undefined) return undefined
      const known = registryImages.get(digest) ?? readRegistryImage(reference).then(observe)
      registryImages.set(digest, known)
      return { ...(await known), digests: [digest] }
    },
  }
}

/** @param {readonly string[]} references @returns {Promise<Map<string, { id: string, digests: string[] }>>} those that are there */
async function inspect(references) {
  if (references.length === 0) return new Map()
  const { stdout } = await attempt(['docker', 'image', 'inspect', ...references])
  /** @type {{ Id: string, RepoTags: string[] | null, RepoDigests: string[] | null }[]} */
  const found = JSON.parse(stdout)
  return new Map(
    references.flatMap((reference) => {
      const image = found.find(({ RepoTags }) => RepoTags?.includes(reference))
      const digests = image?.RepoDigests?.map((name) => name.slice(name.indexOf('@') + 1)) ?? []
      return image ? [[reference, { id: image.Id, digests }]] : []
    }),
  )
}

/** @param {import('../images/saved-images.mjs').SavedImage} image */
function observe({ config, files }) {
  /** @type {Record<string, string>} */
  const labels = config['config']?.Labels ?? {}
  const contents = [...files].flatMap(([path, { content }]) => (content ? [/** @type {const} */ ([path, content.toString('utf8')])] : []))
  return { labels, key: labels[KEY_LABEL], files: new Map(contents) }
}
