// @ts-check
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'

const EXECUTOR = '@module-images/nx:image'
const INACTIVE = 'docker:inactive'
const KEY_LABEL = 'io.github.module-images.key'

/**
 * A module as Nx has it: its merged configuration.
 *
 * @typedef {{ name: string, root: string, active: boolean, options: Record<string, any>, byDefault: string | undefined }} NxModule `byDefault`: the
 *   target's defaultConfiguration
 *
 * @typedef {object} EngineImage
 * @property {string[]} names
 * @property {Readonly<Record<string, string>>} labels
 * @property {string} platform
 *
 * @typedef {object} Asked
 * @property {NxModule[]} modules
 * @property {import('./differences.mjs').Answers} answers
 * @property {ReadonlyMap<string, EngineImage>} images by module, as the first build left them
 * @property {string} output of all commands
 */

/**
 * Asks every command that has a say about the images of a workspace.
 *
 * @param {import('../workspace/linked-workspace.mjs').LinkedWorkspace} workspace
 * @param {ReturnType<typeof import('./noted-runs.mjs').noteRuns>} runs
 * @returns {Promise<Asked>}
 */
export async function askCommands(workspace, runs) {
  /** @type {string[]} */
  const outputs = []
  const note = (/** @type {string[]} */ args, /** @type {import('../local/command.mjs').Result} */ { code, stdout, stderr }) =>
    void outputs.push(`$ ${args.join(' ')} (${code})\n${stdout}${stderr}`)
  const nx = async (/** @type {string[]} */ ...args) => {
    const result = await workspace.nx(args)
    note(args, result)
    return result.stdout
  }
  const command = async (/** @type {string[]} */ ...args) => {
    const result = await workspace.command(args)
    note(args, result)
    return result.stdout
  }
  const receiptsAfter = async (/** @type {string[]} */ ...args) => {
    rmSync(join(workspace.folder, 'dist'), { recursive: true, force: true })
    return { output: await nx(...args, '--output-style=static'), receipts: readReceipts(workspace.folder) }
  }
  await nx('graph', '--file=graph.json')
  const modules = readModules(join(workspace.folder, 'graph.json'))
  const plan = await command('plan', '--offline', '--json')
  const built = await receiptsAfter('run-many', '-t', 'docker-build')
  const images = new Map()
  for (const [module, reference] of built.receipts) images.set(module, await inspect(reference))
  const alone = await receiptsAfter('run-many', '-t', 'docker-build', '--batch=false', '--skip-nx-cache')
  const pushed = await receiptsAfter('run-many', '-t', 'docker-push', 'docker-load', 'docker-run')
  // One that is not published would keep all others' digests from being written.
  const published = [...ofActive(pushed.receipts, modules).keys()]
  const run = await referencesOfRuns(runs.read(), modules)
  const references = new Map([
    ['plan', referencesOf(plan, 'modules')],
    ['build', built.receipts],
    ['build --batch=false', alone.receipts],
    ['push', ofActive(pushed.receipts, modules)],
    [
      'load',
      new Map([...pushed.output.matchAll(/^(\S+) {2}in the engine as (\S+)$/gm)].map(([, module = '', name = '']) => [module, name])),
    ],
    ['run', run],
    ['verify', referencesOf(await command('verify', '--json'), 'modules')],
    ['digests', published.length > 0 ? referencesOf(await command('digests', ...published), 'images') : new Map()],
  ])
  const listed = new Map(modules.map(({ name, active }) => [name, { active }]))
  return { modules, answers: { listed, references }, images, output: outputs.join('\n') }
}

/** @param {string} file @returns {NxModule[]} */
function readModules(file) {
  if (!existsSync(file)) return []
  /** @type {Record<string, { data: { root: string, tags?: string[], targets?: Record<string, any> } }>} */
  const nodes = JSON.parse(readFileSync(file, 'utf8')).graph.nodes
  return Object.entries(nodes).flatMap(([name, { data }]) => {
    const target = data.targets?.['docker-build']
    // Nx knows a target of a hidden module as well, of which project.json says something: nobody made it one of the plugin's.
    if (target?.executor !== EXECUTOR) return []
    const { options = {}, defaultConfiguration } = target
    const active = data.targets?.['docker-push'] !== undefined && data.tags?.includes(INACTIVE) !== true
    return [{ name, root: data.root, active, options, byDefault: defaultConfiguration }]
  })
}

/** @param {string} root @returns {Map<string, string>} references by module */
function readReceipts(root) {
  const folder = join(root, 'dist/images')
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
    : []
  return new Map(
    files.map((file) => {
      const { module, image, contentTag } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return [module, `${image}:${contentTag}`]
    }),
  )
}

/** Of a module that is not pushed the receipt is its build's. @param {Map<string, string>} receipts @param {readonly NxModule[]} modules */
function ofActive(receipts, modules) {
  const inactive = modules.filter(({ active }) => !active).map(({ name }) => name)
  return new Map([...receipts].filter(([module]) => !inactive.includes(module)))
}

/** @param {string} json @param {'modules' | 'images'} list @returns {Map<string, string>} those that have one */
function referencesOf(json, list) {
  const found = json.startsWith('{') ? JSON.parse(json)[list] : []
  return new Map(
    found.flatMap((/** @type {{ name?: string, module?: string, image: string, key?: string, contentTag?: string | null }} */ entry) => {
      const tag = entry.contentTag ?? (entry.key && `key-${entry.key.slice(0, 32)}`)
      return tag ? [[entry.name ?? entry.module, `${entry.image}:${tag}`]] : []
    }),
  )
}

/** @param {ReturnType<ReturnType<typeof import('./noted-runs.mjs').noteRuns>['read']>} noted @param {readonly NxModule[]} modules */
async function referencesOfRuns(noted, modules) {
  /** @type {Map<string, string>} */
  const references = new Map()
  for (const { root, image } of noted) {
    const { names, labels } = await inspect(image)
    const tag = `key-${labels[KEY_LABEL]?.slice(0, 32)}`
    const name = modules.find((module) => module.root === root)?.name ?? root
    references.set(name, names.find((reference) => reference.endsWith(`:${tag}`)) ?? `${image}:${tag}`)
  }
  return references
}

/** @param {string} image @returns {Promise<EngineImage>} */
async function inspect(image) {
  const { stdout } = await attempt(['docker', 'image', 'inspect', image])
  const [found] = JSON.parse(stdout)
  if (!found) return { names: [], labels: {}, platform: '' }
  return { names: found.RepoTags ?? [], labels: found.Config?.Labels ?? {}, platform: `${found.Os}/${found.Architecture}` }
}
