// @ts-check
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { attempt, run } from '../../local/command.mjs'
import { startRegistry } from '../../local/registry-server.mjs'
import { createBaseImages, publishBaseImages } from './base-images.mjs'

/**
 * Where cases are built.
 *
 * @typedef {object} BuiltPlace
 * @property {string} folder for files that go again
 * @property {string} registry `host:port` of a throw-away registry
 * @property {string} mirror where it has the images of Docker Hub that cases stand on
 * @property {readonly import('./base-images.mjs').BaseImage[]} bases
 * @property {string} answers folder in which BuildKit's answers are kept between runs
 * @property {string} engine which engine, since another may answer otherwise
 * @property {() => Promise<void>} close takes away what was started and what was put into the engine
 */

/** Where answers are kept unless told otherwise. */
export const ANSWERS = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'module-images', 'differential')

/** @param {{ answers?: string }} [options] @returns {Promise<BuiltPlace>} */
export async function openPlace({ answers = ANSWERS } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-built-')))
  mkdirSync(answers, { recursive: true })
  const registry = await startRegistry({ folder: join(folder, 'registry') })
  const mirror = `${registry.host}/mirror`
  const bases = await createBaseImages()
  await publishBaseImages(bases, mirror)
  const version = await run(['docker', 'version', '--format', '{{.Server.Version}}'], { failure: 'There is no Docker engine.' })
  return {
    ...{ folder, registry: registry.host, mirror, bases, answers, engine: version.trim() },
    async close() {
      await removeImages(registry.host)
      await registry.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Takes away the engine's images whose names begin so. @param {string} prefix */
export async function removeImages(prefix) {
  const listed = await attempt(['docker', 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'], { cleanup: true })
  const names = listed.stdout.split('\n').filter((name) => name.startsWith(prefix))
  if (names.length > 0) await attempt(['docker', 'image', 'rm', '--force', ...names], { cleanup: true })
}
