import { ModuleImagesError } from '@module-images/core'
import { readJson, type Tree, updateJson, writeJson } from '@nx/devkit'
import { NX_JSON, NX_JSON_FIX, PLUGIN_NAME } from '@module-images/workspace'

/** The sync generator that keeps the workflows. */
const SYNC_GENERATOR = `${PLUGIN_NAME}:sync`

/** The plugin's options that init decides on. */
export interface InitialOptions {
  readonly modules: readonly string[]
  readonly registry: string
  /** Others, that take over what the repository did before. */
  readonly more: Readonly<Record<string, unknown>>
  /** Labels that every image gets, and the target that builds it. */
  readonly labels: Readonly<Record<string, string>>
  readonly buildTarget: string
}

type Plugin = string | { readonly plugin: string; readonly options?: Readonly<Record<string, unknown>> }

interface NxJson {
  readonly analytics?: boolean
  readonly defaultBase?: string
  readonly affected?: { readonly defaultBase?: string }
  readonly plugins?: readonly Plugin[]
  readonly sync?: { readonly globalGenerators?: readonly string[] }
  readonly tui?: { readonly enabled?: boolean }
  readonly targetDefaults?: Readonly<Record<string, TargetDefault>>
}

interface TargetDefault {
  readonly options?: { readonly labels?: Readonly<Record<string, string>> }
}

/** The plugin's options as nx.json has them; undefined where it does not list the plugin. */
export function readPluginOptions(tree: Tree): Partial<Readonly<Record<string, unknown>>> | undefined {
  const entry = readNxJson(tree).plugins?.find(isOurs)
  if (entry === undefined) return undefined
  return typeof entry === 'string' ? {} : (entry.options ?? {})
}

/** Writes nx.json, or adds to it what is missing; whatever else it says stays. */
export function writeNxSettings(tree: Tree, wanted: InitialOptions): void {
  const before = readNxJson(tree)
  const after = withSettings(before, wanted, defaultBranch(tree))
  if (JSON.stringify(before) === JSON.stringify(after)) return
  if (tree.exists(NX_JSON)) updateJson(tree, NX_JSON, () => after)
  else writeJson(tree, NX_JSON, { $schema: './node_modules/nx/schemas/nx-schema.json', analytics: false, ...after })
}

function withSettings(nxJson: NxJson, { modules, registry, more, labels, buildTarget }: InitialOptions, branch: string): NxJson {
  const { plugins = [], sync = {}, tui = {} } = nxJson
  const { globalGenerators = [] } = sync
  const written = modules.length === 1 ? modules[0] : modules
  const entry = (known: Plugin | undefined): Plugin => {
    const options = { ...(typeof known === 'object' ? known.options : {}), modules: written, registry, ...more }
    return typeof known === 'object' ? { ...known, options } : { plugin: PLUGIN_NAME, options }
  }
  const knowsBase = nxJson.defaultBase !== undefined || nxJson.affected?.defaultBase !== undefined
  return {
    ...nxJson,
    ...(knowsBase ? {} : { defaultBase: branch }),
    plugins: plugins.some(isOurs) ? plugins.map((plugin) => (isOurs(plugin) ? entry(plugin) : plugin)) : [...plugins, entry(undefined)],
    sync: {
      ...sync,
      globalGenerators: globalGenerators.includes(SYNC_GENERATOR) ? globalGenerators : [...globalGenerators, SYNC_GENERATOR],
    },
    ...(Object.keys(labels).length === 0 ? {} : { targetDefaults: withLabels(nxJson.targetDefaults ?? {}, buildTarget, labels) }),
    // The interactive view closes over what a run says at its end.
    tui: { enabled: false, ...tui },
  }
}

function withLabels(
  defaults: Readonly<Record<string, TargetDefault>>,
  target: string,
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, TargetDefault>> {
  const known = defaults[target]
  return { ...defaults, [target]: { ...known, options: { ...known?.options, labels: { ...known?.options?.labels, ...labels } } } }
}

function isOurs(plugin: Plugin): boolean {
  return (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN_NAME
}

function readNxJson(tree: Tree): NxJson {
  if (!tree.exists(NX_JSON)) return {}
  try {
    return readJson<NxJson>(tree, NX_JSON)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new ModuleImagesError({ code: 'bad-nx-json', kind: 'input', message, place: { file: NX_JSON }, fix: NX_JSON_FIX, cause })
  }
}

/** The branch that nx.json compares with, or what the remote calls its main branch, as `git clone` wrote it down. */
export function defaultBranch(tree: Tree): string {
  const { defaultBase, affected } = readNxJson(tree)
  const known = defaultBase ?? affected?.defaultBase
  if (known !== undefined) return known.replace(/^origin\//, '')
  const head = tree.read('.git/refs/remotes/origin/HEAD', 'utf-8')
  return /^ref: refs\/remotes\/origin\/([A-Za-z0-9][\w./-]*)\s*$/.exec(head ?? '')?.[1] ?? 'main'
}
