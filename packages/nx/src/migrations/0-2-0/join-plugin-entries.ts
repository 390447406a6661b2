import { isDeepStrictEqual } from 'node:util'
import { checkNxJson, type JsonChange, NX_JSON, PLUGIN_NAME, parseSettings, type PluginEntry } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import { asObject, editFiles, readJsonFile } from '../edit-files.js'

/**
 * Leaves one entry of the plugin in nx.json: the first, whose options the tasks of 0.1.0 had, with the globs of all.
 *
 * @returns what it did, a line each
 * @throws ModuleImagesError `bad-nx-json`, `bad-plugin-options`
 */
export function joinPluginEntries(tree: Tree): string[] {
  const { plugins } = checkNxJson(readJsonFile(tree, NX_JSON, 'bad-nx-json') ?? {})
  const ours = plugins.map((entry, index) => ({ ...entry, index })).filter(({ plugin }) => plugin === PLUGIN_NAME)
  const [first, ...others] = ours
  if (first === undefined || others.length === 0) return []
  const count = `${NX_JSON}: ${PLUGIN_NAME} is listed ${ours.length} times`
  if (ours.some(({ include, exclude }) => include !== undefined || exclude !== undefined))
    return [`${count}, and stays so: join the entries by hand, since include and exclude of each are for its own globs.`]
  const globs = [...new Set(ours.flatMap(({ options }) => parseSettings({ modules: asObject(options)['modules'] }).modules))]
  const path = ['plugins', first.index]
  const changes: JsonChange[] = [
    first.options === undefined
      ? { path, value: { plugin: PLUGIN_NAME, options: { modules: globs } } }
      : { path: [...path, 'options', 'modules'], value: globs },
    ...others.toReversed().map(({ index }): JsonChange => ({ path: ['plugins', index], value: undefined })),
  ]
  editFiles(tree, new Map([[NX_JSON, changes]]))
  const dropped = [...new Set(others.flatMap((other) => differences(first, other)))]
  return [
    `${count}; one entry is left, with the globs ${globs.join(', ')}.`,
    ...(dropped.length === 0 ? [] : [`${NX_JSON}: of ${dropped.join(', ')} the first entry's stays, as tasks have used it so far.`]),
  ]
}

/** Names of options that another entry had otherwise than the first. */
function differences(first: PluginEntry, other: PluginEntry): string[] {
  const [own, others] = [asObject(first.options), asObject(other.options)]
  return Object.keys(others).filter((name) => name !== 'modules' && !isDeepStrictEqual(own[name], others[name]))
}
