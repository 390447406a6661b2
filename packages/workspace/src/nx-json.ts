import { ModuleImagesError, notAList, renderIssues } from '@module-images/core'
import * as v from 'valibot'
import type { FileSource } from './file-source.js'
import { parseJsonWithComments } from './json-with-comments.js'
import { parseSettings, type Settings } from './settings.js'

/** Name under which nx.json lists the plugin. */
export const PLUGIN_NAME = '@module-images/nx'

/** The workspace's own settings, Nx's and the plugin's. */
export const NX_JSON = 'nx.json'

const globs = v.optional(v.array(v.string()))

const pluginObject = v.object({ plugin: v.string(), options: v.optional(v.unknown()), include: globs, exclude: globs })

/** One entry of `plugins`. */
export type PluginEntry = v.InferOutput<typeof pluginObject>

const pluginEntry = v.union([
  pluginObject,
  v.pipe(
    v.string(),
    v.transform((plugin): PluginEntry => ({ plugin })),
  ),
])

const nxJsonSchema = notAList(
  v.object({
    plugins: v.optional(v.array(pluginEntry), []),
    targetDefaults: v.optional(v.record(v.string(), v.unknown()), {}),
    defaultBase: v.optional(v.string()),
    extends: v.optional(v.string()),
  }),
)

/** The parts of nx.json that say what modules are; Nx reads and checks the rest. */
export type NxJson = v.InferOutput<typeof nxJsonSchema>

export const NX_JSON_FIX = 'Correct it; what it holds: https://nx.dev/docs/reference/nx-json'

/** @throws ModuleImagesError `bad-nx-json`, with the place where there is one */
export function readNxJson(files: FileSource): NxJson {
  return checkNxJson(parseJsonWithComments(files.readText(NX_JSON), { code: 'bad-nx-json', file: NX_JSON }))
}

/**
 * The same of what Nx has read itself.
 *
 * @throws ModuleImagesError `bad-nx-json`
 */
export function checkNxJson(value: unknown): NxJson {
  const parsed = v.safeParse(nxJsonSchema, value)
  if (parsed.success) return parsed.output
  const message = renderIssues(parsed.issues)
  throw new ModuleImagesError({ code: 'bad-nx-json', kind: 'input', message, place: { file: NX_JSON }, fix: NX_JSON_FIX })
}

/**
 * The entry of this plugin.
 *
 * @throws ModuleImagesError `plugin-not-registered`, and `plugin-listed-twice`, since a workspace has one registry and one set of options
 */
export function findPluginEntry({ plugins }: NxJson): PluginEntry {
  const [entry, another] = plugins.filter(({ plugin }) => plugin === PLUGIN_NAME)
  if (entry !== undefined && another === undefined) return entry
  throw new ModuleImagesError({
    kind: 'input',
    place: { file: NX_JSON },
    ...(entry === undefined
      ? {
          code: 'plugin-not-registered',
          message: `${PLUGIN_NAME} is not among the plugins.`,
          fix: `Add { "plugin": "${PLUGIN_NAME}" } to "plugins".`,
        }
      : {
          code: 'plugin-listed-twice',
          message: `${PLUGIN_NAME} is listed more than once among the plugins.`,
          fix: 'List it once, with all globs in its option: "modules": ["modules/*", "more/*"].',
        }),
  })
}

/**
 * The plugin's options as nx.json has them.
 *
 * @throws ModuleImagesError as {@link readNxJson} and {@link findPluginEntry}, and `bad-plugin-options`
 */
export function readSettings(files: FileSource): Settings {
  return parseSettings(findPluginEntry(readNxJson(files)).options)
}

/** The branch that work is compared with, as nx.json names it for `nx affected`. */
export function readDefaultBase(files: FileSource): string | undefined {
  return readNxJson(files).defaultBase
}
