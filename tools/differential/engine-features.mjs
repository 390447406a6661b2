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
 * @property {boolean} checks its frontend checks Dockerfiles: https://docs.docker.com/build/checks/
 */

/**
 * `builds`: whether an engine with the feature builds it; others do the opposite.
 *
 * @type {readonly { name: keyof EngineFeatures, dockerfile: string, builds: boolean, refusal: RegExp }[]}
 */
const PROBES = [
  { name: 'exclude', dockerfile: 'FROM scratch\nCOPY --exclude=b d /\n', builds: true, refusal: /exclude/ },
  { name: 'deadLinks', dockerfile: 'FROM scratch\nCOPY d* /\n', builds: true, refusal: /"\/d\/nowhere": not found/ },
  // Its AS is not written as its FROM is.
  { name: 'checks', dockerfile: '# check=error=true\nFROM scratch as a\nCOPY d/a /\n', builds: false, refusal: /lint violation/ },
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
  const features = { exclude: false, deadLinks: false, checks: false }
  const [context, output] = [join(folder, 'feature'), join(folder, 'feature-out')]
  for (const { name, dockerfile, builds, refusal } of PROBES) {
    writeCase(context, { entries: ENTRIES, ignore: undefined, ignoreFile: '.dockerignore', dockerfile })
    const observed = await observeBuild(context, { tools, output })
    for (const path of [context, output]) rmSync(path, { recursive: true, force: true })
    features[name] = (observed.kind === 'built') === builds
    if (observed.kind !== 'built' && !refusal.test(observed.message))
      throw new Error(`The engine cannot be asked for ${name}: ${observed.message}`)
  }
  return features
}
