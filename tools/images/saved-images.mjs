// @ts-check
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../local/command.mjs'
import { readLayer } from './layer.mjs'
import { mergeLayers } from './merged-tree.mjs'

/**
 * An image as the engine has it. `config`: https://github.com/opencontainers/image-spec/blob/main/config.md
 *
 * @typedef {object} SavedImage
 * @property {Map<string, import('./layer.mjs').LayerEntry>} files by path
 * @property {Record<string, any>} config
 */

/** So many images are saved at once: a command line takes only so many names. */
const AT_ONCE = 200

/**
 * Reads images out of the engine, their layers once where they share them. `docker save` writes the same form with either image store.
 *
 * @param {readonly string[]} names
 * @param {{ folder: string, env?: NodeJS.ProcessEnv }} place `folder`: for files that go again
 * @returns {Promise<Map<string, SavedImage>>} by the names given
 */
export async function readSavedImages(names, { folder, env = {} }) {
  /** @type {Map<string, SavedImage>} */
  const images = new Map()
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const saved = join(folder, 'saved')
    rmSync(saved, { recursive: true, force: true })
    mkdirSync(saved, { recursive: true })
    try {
      const some = names.slice(start, start + AT_ONCE)
      const archive = join(saved, 'archive.tar')
      await run(['docker', 'save', '--output', archive, ...some], { env, failure: 'The engine does not save its images.' })
      await run(['tar', '--extract', '--file', archive, '--directory', saved], { failure: 'What the engine saved cannot be read.' })
      for (const [name, image] of await readFolder(saved, some)) images.set(name, image)
    } finally {
      rmSync(saved, { recursive: true, force: true })
    }
  }
  return images
}

/** @param {string} folder @param {readonly string[]} names @returns {Promise<[string, SavedImage][]>} */
async function readFolder(folder, names) {
  /** @type {{ Config: string, RepoTags: string[] | null, Layers: string[] }[]} */
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  /** @type {Map<string, Promise<import('./layer.mjs').LayerEntry[]>>} */
  const layers = new Map()
  const layerOf = (/** @type {string} */ path) => {
    const known = layers.get(path) ?? readLayer(readFileSync(join(folder, path)))
    layers.set(path, known)
    return known
  }
  return Promise.all(
    names.map(async (name) => {
      const saved = manifest.find(({ RepoTags }) => RepoTags?.includes(name))
      if (saved === undefined) throw new Error(`The engine saved no ${name}.`)
      const config = JSON.parse(readFileSync(join(folder, saved.Config), 'utf8'))
      const files = mergeLayers(await Promise.all(saved.Layers.map(layerOf)))
      return /** @type {[string, SavedImage]} */ ([name, { config, files }])
    }),
  )
}
