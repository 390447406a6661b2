// @ts-check
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeImages } from '../../images/remove-images.mjs'
import { readSavedImages } from '../../images/saved-images.mjs'
import { run } from '../../local/command.mjs'
import { withSetUpLock } from '../../local/set-up-lock.mjs'
import { isAskable } from '../askable.mjs'
import { refusalOf, runBuild } from '../observe.mjs'
import { writeCase } from '../write-case.mjs'
import { baseDigest } from './base-images.mjs'
import { hashOf, roundModes, SETTINGS_FILES } from './built-case.mjs'
import { describeImage } from './describe-image.mjs'
import { moduleReference, PARENTS, writeParent } from './parent-modules.mjs'

/** To be raised when what is kept of an answer changes. */
const ANSWER_VERSION = 1
/** Host of the images that only BuildKit's side makes. */
const HOST = 'oracle.invalid'

/**
 * BuildKit's own answer to each case, built with plain `docker buildx build` one after the other, or as it was kept.
 *
 * @param {readonly import('./built-case.mjs').BuiltCase[]} cases
 * @param {import('./place.mjs').BuiltPlace} place
 * @returns {Promise<(import('./compare-images.mjs').BuiltObservation | import('../observe.mjs').NotAsked)[]>}
 */
export async function askOracle(cases, place) {
  const surroundings = JSON.stringify([ANSWER_VERSION, place.engine, place.bases.map(baseDigest), PARENTS])
  const hashes = cases.map((one) => hashOf(one, surroundings))
  const asked = cases.map((given, index) => ({ given, hash: hashes[index] ?? '' })).filter(({ given }) => isAskable(given, place.features))
  const open = asked.filter(({ hash }) => !existsSync(fileOf(place, hash)))
  if (open.length > 0) await buildCases(open, place)
  const answered = new Set(asked.map(({ hash }) => hash))
  return hashes.map((hash) => (answered.has(hash) ? JSON.parse(readFileSync(fileOf(place, hash), 'utf8')) : { kind: 'not-asked' }))
}

/** @typedef {{ given: import('./built-case.mjs').BuiltCase, hash: string }} OpenCase */

/** @param {readonly OpenCase[]} open @param {import('./place.mjs').BuiltPlace} place */
async function buildCases(open, place) {
  // Another run would take the images out of the engine when it ends.
  await withSetUpLock({ file: place.lock, log: () => undefined }, async () => {
    try {
      await prepareEngine(place)
      await buildAndKeep(open, place)
    } finally {
      await removeImages(`${HOST}/`)
    }
  })
}

/** @param {readonly OpenCase[]} open @param {import('./place.mjs').BuiltPlace} place */
async function buildAndKeep(open, place) {
  const built = []
  for (const { given, hash } of open) {
    const refusal = await buildCase(given, hash, place)
    if (refusal === undefined) built.push(hash)
    else if (isPreparedImage(refusal.message)) throw new Error(`An image is gone that cases stand on: ${refusal.message}`)
    else keepAnswer(place, hash, refusal)
  }
  const images = await readSavedImages(built.map(imageOf), { folder: place.folder })
  for (const hash of built) {
    const image = images.get(imageOf(hash))
    if (image) keepAnswer(place, hash, { kind: 'built', image: describeImage(image) })
  }
}

/** Whether BuildKit looked elsewhere for an image that was put into the engine. By its digest the older image store has none. @param {string} message */
function isPreparedImage(message) {
  return /failed to resolve source metadata for (?:docker\.io\/library\/diff|modules\.invalid\/)[^\s@]*: /.test(message)
}

/**
 * The names that Dockerfiles have for images from outside and for modules are, for the oracle, names in the engine itself.
 *
 * @param {import('./place.mjs').BuiltPlace} place
 */
async function prepareEngine({ bases, mirror, folder }) {
  const failure = 'The engine does not take the images that cases stand on.'
  for (const { repository, tag } of bases) {
    const [source, target] = [`${mirror}/${repository}:${tag}`, `docker.io/${repository}:${tag}`]
    await run(['docker', 'pull', '--quiet', source], { failure })
    await run(['docker', 'tag', source, target], { failure })
  }
  for (const parent of PARENTS) {
    const context = join(folder, `oracle-${parent.name}`)
    writeParent(context, parent)
    const refusal = await runBuild(['--tag', moduleReference(parent.name), context])
    if (refusal !== undefined) throw new Error(`The module ${parent.name} does not build: ${refusal}`)
  }
}

/**
 * @param {import('./built-case.mjs').BuiltCase} given
 * @param {string} hash
 * @param {import('./place.mjs').BuiltPlace} place
 */
async function buildCase(given, hash, { folder }) {
  // BuildKit mixes up files of contexts whose folders have one base name.
  const context = join(folder, `oracle-${hash}`)
  try {
    writeCase(context, roundModes(given))
    for (const name of SETTINGS_FILES)
      if (name === 'project.json' || given.locked) writeFileSync(join(context, name), '{}\n', { mode: 0o644 })
    const { target, buildArgs = {} } = given.options
    const args = Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`)
    const failure = await runBuild([...args, ...(target === undefined ? [] : [`--target=${target}`]), '--tag', imageOf(hash), context])
    return failure === undefined ? undefined : refusalOf(failure)
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

/** @param {string} hash */
function imageOf(hash) {
  return `${HOST}/${hash}:1`
}

/** @param {import('./place.mjs').BuiltPlace} place @param {string} hash */
function fileOf({ answers }, hash) {
  return join(answers, hash.slice(0, 2), `${hash}.json`)
}

/** @param {import('./place.mjs').BuiltPlace} place @param {string} hash @param {import('./compare-images.mjs').BuiltObservation} answer */
function keepAnswer(place, hash, answer) {
  const file = fileOf(place, hash)
  mkdirSync(join(file, '..'), { recursive: true })
  // Whole or not at all, whoever writes beside this.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(answer))
  renameSync(`${file}.${process.pid}`, file)
}
