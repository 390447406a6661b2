// @ts-check
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeImages } from '../images/remove-images.mjs'
import { readSavedImages } from '../images/saved-images.mjs'
import { startRegistry } from '../local/registry-server.mjs'
import { createLinkedWorkspace } from '../workspace/linked-workspace.mjs'
import { writeModule, writeModuleOfImage } from './race-module.mjs'
import { startWriter } from './writer.mjs'

/**
 * @typedef {object} RaceOutcome
 * @property {number} builds
 * @property {number} made images
 * @property {number} restarts builds that began again, since a file had changed
 * @property {number} gaveUp builds that failed and named the file that keeps changing
 * @property {string[]} faults a sentence for each image that is not what its key says, and for each other failure
 * @property {{ inPlace: number, renamed: number, modes: number }} writes
 */

/** Modules that are built in one run of nx: so many as no build waits for another, since files change while it does. */
const AT_ONCE = 4
const KEY_LABEL = 'io.github.module-images.key'
/** Longest pause between two writes, in milliseconds: short enough to meet most builds, long enough to let most end. */
const PAUSE = 40

/**
 * Builds modules whose files are rewritten all the while, and holds each image against the key that it carries: from the bytes in the image
 * the module is put together again, and the product is asked for its key.
 *
 * @param {{ builds: number, seed: number, pause?: number }} request
 * @param {(outcome: RaceOutcome) => void} [onProgress]
 * @returns {Promise<RaceOutcome>}
 */
export async function runRaces({ builds, seed, pause = PAUSE }, onProgress = () => undefined) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-race-')))
  const registry = await startRegistry({ folder: join(folder, 'registry') })
  /** @type {RaceOutcome} */
  const outcome = { builds: 0, made: 0, restarts: 0, gaveUp: 0, faults: [], writes: { inPlace: 0, renamed: 0, modes: 0 } }
  const random = createRandom(seed)
  try {
    for (let round = 0; outcome.builds < builds; round += 1) {
      const place = { folder: join(folder, `round-${round}`), prefix: `${registry.host}/race` }
      await runRound(place, { count: Math.min(AT_ONCE, builds - outcome.builds), random, pause }, outcome)
      rmSync(place.folder, { recursive: true, force: true })
      onProgress(outcome)
    }
    return outcome
  } finally {
    await removeImages(`${registry.host}/`)
    await registry.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {{ folder: string, prefix: string }} place
 * @param {{ count: number, random: () => number, pause: number }} request
 * @param {RaceOutcome} outcome
 */
async function runRound({ folder, prefix }, { count, random, pause }, outcome) {
  const options = { registry: prefix }
  const workspace = createLinkedWorkspace(join(folder, 'raced'), { options })
  const names = Array.from({ length: count }, (_, index) => `m${index}`)
  const folders = names.map((name) => join(workspace.folder, 'modules', name))
  folders.forEach((path, index) => writeModule(path, index))
  const writer = startWriter(folders, { random, pause, spare: join(folder, 'spare') })
  const { stdout, stderr } = await workspace.nx(['run-many', '-t', 'docker-build']).finally(writer.stop)
  const writes = writer.counts()
  const { inPlace, renamed, modes } = outcome.writes
  outcome.writes = { inPlace: inPlace + writes.inPlace, renamed: renamed + writes.renamed, modes: modes + writes.modes }
  outcome.builds += count
  outcome.restarts += [...stdout.matchAll(/changed since it was hashed; beginning again/g)].length
  const receipts = names.flatMap((name) => {
    const receipt = workspace.receipt(name)
    return receipt ? [{ name, key: receipt.key, image: `${receipt.image}:${receipt.contentTag}` }] : []
  })
  outcome.made += receipts.length
  const made = new Set(receipts.map(({ name }) => name))
  for (const name of names.filter((name) => !made.has(name))) {
    if (saysWhatKeepsChanging(stdout, name)) outcome.gaveUp += 1
    else outcome.faults.push(`${name} failed for another reason: ${stdout}${stderr}`)
  }
  outcome.faults.push(...(await imageFaults(receipts, { folder, options })))
  await removeImages(`${prefix}/`)
}

/** @param {string} output @param {string} name */
function saysWhatKeepsChanging(output, name) {
  const file = new RegExp(
    `✗ error\\[[a-z-]+\\]: modules/${name}/(?:a\\.txt|run\\.sh|Dockerfile|data/b\\.txt|data/large\\.bin)(?::\\d+)?: .*the file keeps changing`,
  )
  return file.test(output)
}

/**
 * @param {readonly { name: string, key: string, image: string }[]} receipts
 * @param {{ folder: string, options: Readonly<Record<string, unknown>> }} place
 * @returns {Promise<string[]>}
 */
async function imageFaults(receipts, { folder, options }) {
  if (receipts.length === 0) return []
  const images = await readSavedImages(
    receipts.map(({ image }) => image),
    { folder },
  )
  const again = createLinkedWorkspace(join(folder, 'again'), { options })
  for (const { name, image } of receipts) {
    const saved = images.get(image)
    if (saved) writeModuleOfImage(join(again.folder, 'modules', name), saved)
  }
  const { stdout } = await again.command(['plan', '--offline', '--json'])
  /** @type {{ modules: { name: string, key: string | null }[] }} */
  const plan = JSON.parse(stdout)
  return receipts.flatMap(({ name, key, image }) => {
    const label = images.get(image)?.config['config']?.Labels?.[KEY_LABEL]
    const wanted = plan.modules.find((module) => module.name === name)?.key
    return label === wanted && label === key ? [] : [`${image} has the key ${label}, its receipt ${key}, and its files have ${wanted}`]
  })
}

/** Mulberry32. @param {number} seed @returns {() => number} */
function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
