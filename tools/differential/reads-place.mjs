// @ts-check
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUSYBOX } from '../local/programs.mjs'
import { readEngineFeatures } from './engine-features.mjs'

/**
 * A folder in which cases are built, with what is known of the engine. Needs a static busybox.
 *
 * @param {{ atOnce: number }} options `atOnce`: builds
 * @returns {Promise<import('./run-cases.mjs').Place & { features: import('./engine-features.mjs').EngineFeatures, close: () => void }>}
 */
export async function openReadsPlace({ atOnce }) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-differential-')))
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    copyFileSync(BUSYBOX, join(tools, 'busybox'))
    const place = { folder, tools, atOnce }
    return { ...place, features: await readEngineFeatures(place), close }
  } catch (error) {
    close()
    throw error
  }
}
