// @ts-check
import { parseTables } from './report-table.mjs'
import { isNx, modulesOf } from './commands.mjs'
import { OWN_TARGET } from './truth-workspace.mjs'

/**
 * What a command has said, in words, files or by its success.
 *
 * @typedef {{ kind: 'image', source: string, module: string, where: 'engine' | 'registry' | 'either', reference: string, digest?: string }
 *   | { kind: 'tag', source: string, module: string, reference: string, digest: string }
 *   | { kind: 'no-image', source: string, module: string, reference: string }
 *   | { kind: 'printed', source: string, module: string, lines: readonly string[] }
 *   | { kind: 'sources', source: string, module: string }
 *   | { kind: 'false', source: string, module: string, message: string }} Claim `image`: is there, of this checkout, `digest` being at least the
 *   beginning of one; `tag`: names that digest; `no-image`: the registry has none; `sources`: all that the Dockerfile copies is there;
 *   `false`: is not so, as the command's own words show
 *
 * @typedef {{ image: string, key: string, contentTag: string, outcome: string, digest?: string, tags: string[] }} Receipt
 *
 * @typedef {object} Ended
 * @property {import('./commands.mjs').Command} command
 * @property {number} code
 * @property {string} stdout
 * @property {ReadonlyMap<string, Receipt>} receipts by module, all there are now
 * @property {ReadonlySet<string>} written the modules whose receipts are of this run
 * @property {boolean} receiptsMayLack another command, of the same time, failed and took its receipts away
 * @property {boolean} isAlone no other command ran at the same time
 * @property {string | undefined} used what the user's own target left
 */

/** Where a success puts an image, if not in any of both. @type {Readonly<Record<string, 'engine' | 'registry'>>} */
const PLACES = { push: 'registry', 'build-and-push': 'registry', load: 'engine', run: 'engine' }
const ABSENT = /** @type {readonly string[]} */ (['failed', 'skipped'])

/** All that a command has claimed. @param {Ended} ended @returns {Claim[]} */
export function claimsOf(ended) {
  const { command, code, stdout } = ended
  if (!isNx(command)) return ownClaims(ended)
  const printed = [...engineLines(stdout), ...tagLines(stdout), ...tableClaims(ended), ...receiptClaims(ended)]
  return code === 0 ? [...printed, ...successClaims(command, ended)] : printed
}

/** @param {import('./commands.mjs').NxCommand} command @param {Ended} ended @returns {Claim[]} */
function successClaims(command, ended) {
  const source = 'the success'
  const modules = modulesOf(command, ended.stdout)
  if (command.kind === 'check') return modules.map((module) => ({ kind: 'sources', source, module }))
  const placeOf = (/** @type {string} */ module) =>
    isNamed(command.modules, module, ended.stdout) ? (PLACES[command.kind] ?? 'either') : 'either'
  const built = modules.flatMap((module) => claimOfReceipt(module, ended, { source, where: placeOf(module) }))
  if (command.kind === 'run') return [...built, printedClaim(command.modules, ended.stdout)]
  return command.kind === 'use' ? [...built, ...usedClaims(ended)] : built
}

/** Not one that a named module stands on, which need not be published with it. @param {string} modules @param {string} module @param {string} stdout */
function isNamed(modules, module, stdout) {
  if (modules === 'affected') return new RegExp(`nx run ${module}:docker-(?:push|load)\\b`).test(stdout)
  return modules === 'all' || modules === module
}

/** @param {Ended} ended @returns {Claim[]} */
function usedClaims({ receipts, used, receiptsMayLack }) {
  const { module, name } = OWN_TARGET
  const key = receipts.get(module)?.key
  if (key === undefined || receiptsMayLack) return []
  const found = used === undefined ? 'nothing' : String(JSON.parse(used).key)
  return found === key ? [] : [falseClaim('the success', module, `the target ${name} has a result for ${found}, and the image is ${key}`)]
}

/**
 * @param {string} module @param {Ended} ended
 * @param {{ source: string, where: 'engine' | 'registry' | 'either' }} about
 * @returns {Claim[]}
 */
function claimOfReceipt(module, { receipts, receiptsMayLack }, { source, where }) {
  const receipt = receipts.get(module)
  if (receipt) return [{ ...imageOfReceipt(module, receipt, source), where }]
  return receiptsMayLack ? [] : [falseClaim(source, module, 'there is no receipt of it')]
}

/** @param {string} module @param {Receipt} receipt @param {string} source @returns {Claim & { kind: 'image' }} */
function imageOfReceipt(module, { image, contentTag }, source) {
  return { kind: 'image', source, module, where: 'either', reference: `${image}:${contentTag}` }
}

/** @param {Ended} ended @returns {Claim[]} */
function receiptClaims({ receipts, written }) {
  const source = 'its receipt'
  return [...written].flatMap((module) => {
    const receipt = receipts.get(module)
    if (!receipt) return []
    const { image, key, contentTag, digest, tags } = receipt
    const misnamed = contentTag === `key-${key.slice(0, 32)}` ? [] : [falseClaim(source, module, `${contentTag} is not the tag of ${key}`)]
    const there = imageOfReceipt(module, receipt, source)
    if (tags.length === 0 || digest === undefined) return [there, ...misnamed]
    const published = [contentTag, ...tags].map(
      (tag) => /** @type {Claim} */ ({ kind: 'tag', source, module, reference: `${image}:${tag}`, digest }),
    )
    return [there, ...misnamed, ...published]
  })
}

/**
 * The last row of each module counts; one before it must not have said that the image is there when it still had to be made. The digest is
 * held only against an engine in which no other command has built the same key at the same time, and so taken over the tag.
 *
 * @param {Ended} ended @returns {Claim[]}
 */
function tableClaims({ stdout, receipts, isAlone }) {
  const source = 'the table'
  /** @type {Map<string, import('./report-table.mjs').Row>} */
  const last = new Map()
  /** @type {Claim[]} */
  const claims = []
  for (const row of parseTables(stdout)) {
    const before = last.get(row.module)
    const wasThere = before?.outcome === 'present' && ['built', 'pulled', 'failed'].includes(row.outcome)
    if (wasThere) claims.push(falseClaim(source, row.module, `said present (${before.why}), and then ${row.outcome} (${row.why})`))
    last.set(row.module, row)
  }
  for (const { module, outcome, digest } of last.values()) {
    const receipt = receipts.get(module)
    if (ABSENT.includes(outcome) || !receipt) continue
    claims.push({ ...imageOfReceipt(module, receipt, source), ...(digest === '' || !isAlone ? {} : { digest: `sha256:${digest}` }) })
  }
  return claims
}

/** @param {string} stdout @returns {Claim[]} */
function engineLines(stdout) {
  return [...stdout.matchAll(/^(\S+) {2}in the engine as (\S+)$/gm)].map(([, module = '', reference = '']) => ({
    ...{ kind: 'image', source: 'docker-load', where: 'engine' },
    ...{ module, reference },
  }))
}

/** @param {string} stdout @returns {Claim[]} */
function tagLines(stdout) {
  return [...stdout.matchAll(/^(\S+) {2}(\S+:[\w.-]+) is now ([0-9a-f]{12})$/gm)].map(([, module = '', reference = '', digest = '']) => ({
    ...{ kind: 'tag', source: 'a line about a tag' },
    ...{ module, reference, digest: `sha256:${digest}` },
  }))
}

/** @param {string} module @param {string} stdout @returns {Claim} */
function printedClaim(module, stdout) {
  const lines = [...stdout.matchAll(/^RAN (.*)$/gm)].map(([, line = '']) => line)
  return { kind: 'printed', source: 'the script', module, lines }
}

/** @param {Ended} ended @returns {Claim[]} */
function ownClaims({ command, code, stdout, isAlone }) {
  switch (command.kind) {
    case 'run-command':
      return code === 0 ? [printedClaim(command.modules, stdout)] : []
    case 'load-command':
      return parseJson(stdout, []).map((/** @type {{ module: string, image: string }} */ { module, image }) => ({
        ...{ kind: 'image', source: 'module-images load', where: 'engine' },
        ...{ module, reference: image },
      }))
    case 'verify':
      return parseJson(stdout, { modules: [], tags: [] }).modules.flatMap(verifiedClaims(parseJson(stdout, { tags: [] }).tags))
    default:
      return parseJson(stdout, { modules: [] })
        .modules.flatMap(plannedClaims)
        .filter((/** @type {Claim} */ { kind }) => isAlone || kind !== 'no-image')
  }
}

/** @param {readonly string[]} tags @returns {(module: { name: string, image: string, contentTag: string, digest: string, problems: unknown[] }) => Claim[]} */
function verifiedClaims(tags) {
  return ({ name, image, contentTag, digest, problems }) => {
    if (problems.length > 0) return []
    const about = { source: 'module-images verify', module: name }
    const named = tags.map((tag) => /** @type {Claim} */ ({ kind: 'tag', ...about, reference: `${image}:${tag}`, digest }))
    return [{ kind: 'image', ...about, where: 'registry', reference: `${image}:${contentTag}`, digest }, ...named]
  }
}

/** @param {{ name: string, image: string, contentTag: string, state: string, digest: string }} module @returns {Claim[]} */
function plannedClaims({ name, image, contentTag, state, digest }) {
  const about = { source: 'module-images plan', module: name, reference: `${image}:${contentTag}` }
  if (state === 'present') return [{ kind: 'image', ...about, where: 'registry', digest }]
  return state === 'missing' ? [{ kind: 'no-image', ...about }] : []
}

/** @param {string} source @param {string} module @param {string} message @returns {Claim} */
function falseClaim(source, module, message) {
  return { kind: 'false', source, module, message }
}

/** Of a command that ended before it printed anything there is nothing. @template T @param {string} text @param {T} nothing @returns {any} */
function parseJson(text, nothing) {
  try {
    return JSON.parse(text)
  } catch {
    return nothing
  }
}
