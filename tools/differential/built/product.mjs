// @ts-check
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeImages } from '../../images/remove-images.mjs'
import { readSavedImages } from '../../images/saved-images.mjs'
import { createLinkedWorkspace } from '../../workspace/linked-workspace.mjs'
import { writeCase } from '../write-case.mjs'
import { describeImage } from './describe-image.mjs'
import { PARENTS, REGISTRY, writeParent } from './parent-modules.mjs'

const NO_LOCK = '{ "lock": 1, "epoch": 0, "bases": {} }\n'

/**
 * Builds cases by the product, each a module of one workspace, in one run of nx.
 *
 * @param {readonly import('./built-case.mjs').BuiltCase[]} cases
 * @param {import('./place.mjs').BuiltPlace} place
 * @returns {Promise<import('./compare-images.mjs').BuiltObservation[]>}
 */
export async function buildByProduct(cases, { folder, registry, mirror }) {
  const own = `${registry}/diff`
  const workspace = createLinkedWorkspace(join(folder, 'product'), {
    options: { registry: REGISTRY, mirrors: { 'docker.io': mirror } },
    variables: { MODULE_IMAGES_REGISTRY: own },
  })
  const names = cases.map((_, index) => `c${index}`)
  try {
    for (const parent of PARENTS) writeParent(moduleFolder(workspace, parent.name), parent)
    cases.forEach((one, index) => writeModule(moduleFolder(workspace, names[index] ?? ''), one))
    await lock(workspace, cases, names)
    const { stdout, stderr } = await workspace.nx(['run-many', '-t', 'docker-build'])
    const missing = PARENTS.filter(({ name }) => !workspace.receipt(name))
    if (missing.length > 0) throw new Error(`The product does not build ${missing.map(({ name }) => name).join(', ')}: ${stdout}${stderr}`)
    const images = names.map((name) => builtImage(workspace, name))
    const saved = await readSavedImages([...new Set(images.filter((image) => image !== undefined))], { folder })
    return images.map((name, index) => {
      const image = name === undefined ? undefined : saved.get(name)
      return image ? { kind: 'built', image: describeImage(image) } : refusalIn(stdout, names[index] ?? '')
    })
  } finally {
    await removeImages(`${own}/c`)
    rmSync(workspace.folder, { recursive: true, force: true })
  }
}

/** @param {import('../../workspace/linked-workspace.mjs').LinkedWorkspace} workspace @param {string} name */
function moduleFolder({ folder }, name) {
  return join(folder, 'modules', name)
}

/** @param {string} folder @param {import('./built-case.mjs').BuiltCase} given */
function writeModule(folder, given) {
  mkdirSync(join(folder, '..'), { recursive: true })
  writeCase(folder, given)
  // The network makes no difference to these builds but of time.
  const options = { network: 'none', ...given.options }
  writeFileSync(join(folder, 'project.json'), JSON.stringify({ targets: { 'docker-build': { options } } }), { mode: 0o644 })
}

/**
 * By the product's own command, and a lock of nothing where it writes none, so that both sides' contexts have the same files.
 *
 * @param {import('../../workspace/linked-workspace.mjs').LinkedWorkspace} workspace
 * @param {readonly import('./built-case.mjs').BuiltCase[]} cases
 * @param {readonly string[]} names
 */
async function lock(workspace, cases, names) {
  const locked = names.filter((_, index) => cases[index]?.locked)
  const { stdout, stderr } = await workspace.command(['lock', ...PARENTS.map(({ name }) => name), ...locked])
  // Modules that cannot be read are told of and passed over; without this line nothing was locked.
  if (!/^Bases: /m.test(stdout)) throw new Error(`The product locks nothing: ${stdout}${stderr}`)
  for (const name of locked) {
    const file = join(moduleFolder(workspace, name), 'image-lock.json')
    if (!existsSync(file)) writeFileSync(file, NO_LOCK, { mode: 0o644 })
  }
}

/** @param {import('../../workspace/linked-workspace.mjs').LinkedWorkspace} workspace @param {string} name */
function builtImage(workspace, name) {
  const receipt = workspace.receipt(name)
  return receipt && ['built', 'present'].includes(receipt.outcome) ? `${receipt.image}:${receipt.contentTag}` : undefined
}

/** What a run says of a module that failed: its place, then what is wrong. @param {string} output @param {string} name @returns {import('./compare-images.mjs').BuiltObservation} */
function refusalIn(output, name) {
  const start = new RegExp(`^✗ error\\[[a-z-]+\\]: modules/${name}/[^\\n:]*(?::(\\d+))?: `, 'm').exec(output)
  if (start === null) return { kind: 'refuses', line: undefined, message: `nothing was said of it: ${output.slice(-500)}` }
  const message = output.slice(start.index).split('\n\n')[0] ?? ''
  return { kind: 'refuses', line: start[1] === undefined ? undefined : Number(start[1]), message }
}
