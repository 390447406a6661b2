// @ts-check
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { observeBuild } from './observe.mjs'
import { writeCase } from './write-case.mjs'

/**
 * In what the engines that people use differ, found by builds: the version of an engine that a distribution patches tells nothing.
 *
 * @typedef {object} EngineFeatures
 * @property {boolean} exclude its frontend knows `COPY --exclude`
 * @property {boolean} deadLinks a link that leads nowhere, inside a folder that a pattern matches, is copied as it is
 */

/** @type {readonly { name: keyof EngineFeatures, dockerfile: string, refusal: RegExp }[]} */
const PROBES = [
  { name: 'exclude', dockerfile: 'FROM scratch\nCOPY --exclude=b d /\n', refusal: /exclude/ },
  { name: 'deadLinks', dockerfile: 'FROM scratch\nCOPY d* /\n', refusal: /"\/d\/nowhere": not found/ },
]

/** @type {readonly import('./case.mjs').Entry[]} */
const ENTRIES = [
  { path: 'd', kind: 'folder' },
  { path: 'd/a', kind: 'file', executable: false },
  { path: 'd/dead', kind: 'symlink', target: 'nowhere' },
]

/**
 * @param {import('./run-cases.mjs').Place} place
 * @returns {Promise<EngineFeatures>}
 * @throws Error when the engine refuses a build for another reason
 */
export async function readEngineFeatures({ folder, tools }) {
  const features = { exclude: false, deadLinks: false }
  const [context, output] = [join(folder, 'feature'), join(folder, 'feature-out')]
  for (const { name, dockerfile, refusal } of PROBES) {
    writeCase(context, { entries: ENTRIES, ignore: undefined, ignoreFile: '.dockerignore', dockerfile })
    const observed = await observeBuild(context, { tools, output })
    for (const path of [context, output]) rmSync(path, { recursive: true, force: true })
    features[name] = observed.kind === 'built'
    if (observed.kind !== 'built' && !refusal.test(observed.message))
      throw new Error(`The engine cannot be asked for ${name}: ${observed.message}`)
  }
  return features
}
