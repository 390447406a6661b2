import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { NxJsonConfiguration, ProjectConfiguration } from '@nx/devkit'
import type { NxProject } from '@module-images/workspace'
import { createNodes } from '../inference/create-nodes.js'
import { name } from '../index.js'

const require = createRequire(import.meta.url)

/** The parts of Nx that find files, run plugins and merge what they say; its own commands use no others. */
interface NxParts {
  readonly files: { resetWorkspaceContext(): void; setupWorkspaceContext(root: string): void }
  readonly merge: {
    retrieveProjectConfigurations(
      plugins: { specifiedPlugins: unknown[]; defaultPlugins: unknown[] },
      root: string,
      nxJson: NxJsonConfiguration,
    ): Promise<{ projects: Record<string, ProjectConfiguration> }>
  }
  readonly LoadedNxPlugin: new (plugin: object, entry: unknown, index?: number) => object
  readonly defaults: readonly object[]
  readonly readNxJson: (root: string) => NxJsonConfiguration
}

function loadNx(): NxParts {
  const { LoadedNxPlugin } = require('nx/src/project-graph/plugins/loaded-nx-plugin')
  return {
    files: require('nx/src/utils/workspace-context'),
    merge: require('nx/src/project-graph/utils/retrieve-workspace-files'),
    LoadedNxPlugin,
    defaults: [require('nx/src/plugins/package-json'), require('nx/src/plugins/project-json/build-nodes/project-json')],
    readNxJson: require('nx/src/config/nx-json').readNxJson,
  }
}

/**
 * All projects of a workspace as Nx merges them, in this process: with this plugin, by Nx's own code for files, plugins and merging.
 *
 * @param others plugins beside this one, by their name in nx.json
 */
export async function readNxProjects(root: string, others: Readonly<Record<string, object>> = {}): Promise<NxProject[]> {
  process.env['NX_DAEMON'] = 'false'
  process.env['NX_WORKSPACE_DATA_DIRECTORY'] = join(root, '.nx', 'workspace-data')
  const { files, merge, LoadedNxPlugin, defaults, readNxJson } = loadNx()
  files.resetWorkspaceContext()
  files.setupWorkspaceContext(root)
  const nxJson = readNxJson(root)
  const plugins: Readonly<Record<string, object>> = { ...others, [name]: { name, createNodes } }
  const specifiedPlugins = (nxJson.plugins ?? []).map((entry, index) => {
    const plugin = plugins[typeof entry === 'string' ? entry : entry.plugin]
    if (plugin === undefined) throw new Error(`${JSON.stringify(entry)} is no plugin of this test`)
    return new LoadedNxPlugin(plugin, entry, index)
  })
  const defaultPlugins = defaults.map((plugin) => new LoadedNxPlugin('default' in plugin ? (plugin.default as object) : plugin, ''))
  const { projects } = await merge.retrieveProjectConfigurations({ specifiedPlugins, defaultPlugins }, root, nxJson)
  files.resetWorkspaceContext()
  return Object.values(projects).map((project) => project as NxProject)
}
