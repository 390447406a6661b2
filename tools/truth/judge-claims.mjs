// @ts-check
import { MODE, MODULES } from './truth-workspace.mjs'

/**
 * Holds claims against engine, registry and files, right after the command: nothing has changed since.
 *
 * @param {readonly import('./claims.mjs').Claim[]} claims
 * @param {{ observer: import('./observed-images.mjs').Observer, read: Read }} world
 * @returns {Promise<string[]>} a sentence a lie
 */
export async function judgeClaims(claims, { observer, read }) {
  const references = [...new Set(claims.flatMap((claim) => (claim.kind === 'image' ? [claim.reference] : [])))]
  const inEngine = await observer.engine(references)
  const lies = await Promise.all(
    claims.map(async (claim) => {
      const said = `${claim.source} of ${claim.module}`
      return (await judge(claim, { inEngine, observer, read })).map((why) => `${said}: ${why}`)
    }),
  )
  return [...new Set(lies.flat())]
}

/**
 * @typedef {(file: string) => readonly (string | undefined)[]} Read what a file of the workspace may have held when the command read it;
 *   undefined where there was none
 * @typedef {{ inEngine: ReadonlyMap<string, import('./observed-images.mjs').ObservedImage>, observer: import('./observed-images.mjs').Observer,
 *   read: Read }} World
 *
 * @param {import('./claims.mjs').Claim} claim @param {World} world @returns {Promise<string[]>}
 */
async function judge(claim, world) {
  switch (claim.kind) {
    case 'image':
      return judgeImage(claim, world)
    case 'tag':
      return judgeTag(claim, world)
    case 'no-image':
      return (await world.observer.registry(claim.reference)) ? [`the registry has ${claim.reference}`] : []
    case 'printed':
      return judgePrinted(claim, world)
    case 'sources':
      return filesOf(claim.module).flatMap(({ file }) =>
        isOwn(file, claim.module) && world.read(file).every((text) => text === undefined) ? [`${file} is not there`] : [],
      )
    default:
      return [claim.message]
  }
}

/** @param {import('./claims.mjs').Claim & { kind: 'image' }} claim @param {World} world */
async function judgeImage(claim, world) {
  const { where, reference } = claim
  const local = where === 'registry' ? undefined : world.inEngine.get(reference)
  const remote = where === 'engine' ? undefined : await readRegistry(reference, world)
  if (typeof remote === 'string') return [remote]
  const images = [local, remote].filter((image) => image !== undefined)
  if (images.length === 0) return [`${reference} is not in ${where === 'either' ? 'engine or registry' : `the ${where}`}`]
  const digests = images.flatMap((image) => image.digests)
  const { digest } = claim
  const other =
    digest === undefined || digests.some((one) => one.startsWith(digest)) ? [] : [`${reference} is ${digests.join(' and ')}, not ${digest}`]
  return [...other, ...images.flatMap((image) => contentFaults(claim, image, world))]
}

/** @param {string} reference @param {World} world @returns {Promise<import('./observed-images.mjs').ObservedImage | string | undefined>} a sentence where it is not whole */
async function readRegistry(reference, { observer }) {
  return observer.registry(reference).catch((error) => `${reference} is not whole: ${error instanceof Error ? error.message : error}`)
}

/** @param {{ module: string, reference: string }} claim @param {import('./observed-images.mjs').ObservedImage} image @param {World} world */
function contentFaults({ module, reference }, { key, labels, files }, { read }) {
  const tag = reference.slice(reference.lastIndexOf(':') + 1)
  const labelled = tag === `key-${key?.slice(0, 32)}` ? [] : [`${reference} has the key label ${key}`]
  const mode = labels[MODE.label] ?? MODE.value
  const changed = mode === MODE.value ? [] : [`${reference} was built with MODE=${mode}, and the files say ${MODE.value}`]
  const different = filesOf(module).flatMap(({ file, at }) => {
    const [wanted, found] = [read(file), files.get(at)]
    return wanted.includes(found) ? [] : [`${reference} holds ${shown(found)} where ${file} is ${wanted.map(shown).join(' or ')}`]
  })
  return [...labelled, ...changed, ...different]
}

/** @param {import('./claims.mjs').Claim & { kind: 'tag' }} claim @param {World} world */
async function judgeTag({ reference, digest }, world) {
  const image = await readRegistry(reference, world)
  if (typeof image === 'string') return [image]
  return image?.digests.some((one) => one.startsWith(digest))
    ? []
    : [`${reference} is ${image?.digests.join() ?? 'not there'}, not ${digest}`]
}

/** @param {import('./claims.mjs').Claim & { kind: 'printed' }} claim @param {World} world */
function judgePrinted({ module, lines }, { read }) {
  const wanted = filesOf(module).map(({ file }) => read(file).map((text) => `${file.slice(file.lastIndexOf('/') + 1)}: ${text?.trimEnd()}`))
  const isSaid = lines.length === wanted.length && lines.every((line, index) => wanted[index]?.includes(line))
  return isSaid
    ? []
    : [`printed ${shown(lines.join('; '))} where the files say ${shown(wanted.map((some) => some.join(' or ')).join('; '))}`]
}

/** @param {string} module */
function filesOf(module) {
  return MODULES.find(({ name }) => name === module)?.files ?? []
}

/** @param {string} file @param {string} module */
function isOwn(file, module) {
  return file.startsWith(`modules/${module}/`)
}

/** @param {string | undefined} text */
function shown(text) {
  return text === undefined ? 'nothing' : `'${text.trimEnd()}'`
}
