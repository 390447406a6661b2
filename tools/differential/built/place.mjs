// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeImages } from '../../images/remove-images.mjs'
import { run } from '../../local/command.mjs'
import { startRegistry } from '../../local/registry-server.mjs'
import { withSetUpLock } from '../../local/set-up-lock.mjs'
import { createBaseImages, publishBaseImages } from './base-images.mjs'
import { moduleReference, PARENTS } from './parent-modules.mjs'

/**
 * Where cases are built.
 *
 * @typedef {object} BuiltPlace
 * @property {string} folder for files that go again
 * @property {string} registry `host:port` of a throw-away registry
 * @property {string} mirror where it has the images of Docker Hub that cases stand on
 * @property {readonly import('./base-images.mjs').BaseImage[]} bases
 * @property {string} answers folder in which BuildKit's answers are kept between runs
 * @property {string} engine which kind of engine, since another may answer otherwise
 * @property {Partial<import('../engine-features.mjs').EngineFeatures> | undefined} features of the engine
 * @property {string} lock held by who needs the images that cases stand on in the engine
 * @property {() => Promise<void>} close takes away what was started and what was put into the engine
 */

/** Where answers are kept unless told otherwise. */
export const ANSWERS = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'module-images', 'differential')

/** @param {{ answers?: string, features?: BuiltPlace['features'] }} [options] @returns {Promise<BuiltPlace>} */
export async function openPlace({ answers = ANSWERS, features } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-built-')))
  mkdirSync(answers, { recursive: true })
  const registry = await startRegistry({ folder: join(folder, 'registry') })
  const mirror = `${registry.host}/mirror`
  const bases = await createBaseImages()
  await publishBaseImages(bases, mirror)
  const info = await run(['docker', 'info', '--format', '{{.ID}} {{.ServerVersion}} {{.Driver}}'], {
    failure: 'There is no Docker engine.',
  })
  const [id = '', ...kind] = info.trim().split(' ')
  const lock = join(tmpdir(), `module-images-differential-${id.replaceAll(/\W/g, '')}.lock`)
  return {
    ...{ folder, registry: registry.host, mirror, bases, answers, engine: kind.join(' '), features, lock },
    async close() {
      // As the engine calls them: without the registry that goes without saying.
      const names = [
        ...bases.map(({ repository, tag }) => `${repository.replace('library/', '')}:${tag}`),
        ...PARENTS.map(({ name }) => moduleReference(name)),
      ]
      await withSetUpLock({ file: lock, log: () => undefined }, async () => {
        for (const prefix of [registry.host, ...names]) await removeImages(prefix)
      })
      await registry.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
