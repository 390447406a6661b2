import { pathIn } from '@module-images/core'
import {
  findModuleFolders,
  findPluginEntry,
  IMAGE_EXECUTOR,
  type JsonChange,
  NX_JSON,
  parseSettings,
  PLUGIN_NAME,
  readNxJson,
} from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import { createTreeFiles } from '../../generators/sync/tree-files.js'
import { asObject, type FileChanges, readJsonFile } from '../edit-files.js'

/** Where a file says something of a target that builds images, or of one that checks modules. */
export interface TargetPlace {
  readonly kind: 'build' | 'check'
  /** Posix, from the workspace root. */
  readonly file: string
  readonly path: JsonChange['path']
  readonly target: Readonly<Partial<Record<string, unknown>>>
}

/** Of each target to look at, by its name or its executor. */
type TargetKinds = ReadonlyMap<string, TargetPlace['kind']>

/**
 * Finds all that nx.json's targetDefaults and the modules' own files say of the plugin's targets that build and check.
 *
 * @throws ModuleImagesError as `readNxJson`, `findPluginEntry` and `parseSettings` do, and `bad-project-json`
 */
export function findTargetPlaces(tree: Tree): TargetPlace[] {
  const files = createTreeFiles(tree)
  const nxJson = readNxJson(files)
  const settings = parseSettings(findPluginEntry(nxJson).options)
  const names: TargetKinds = new Map([
    [settings.targets.build, 'build'],
    [settings.checks.target, 'check'],
  ])
  const namesAndExecutors: TargetKinds = new Map([...names, [IMAGE_EXECUTOR, 'build'], [`${PLUGIN_NAME}:check`, 'check']])
  const { roots } = findModuleFolders(files, settings)
  return [
    ...placesIn({ file: NX_JSON, path: ['targetDefaults'] }, nxJson.targetDefaults, namesAndExecutors),
    ...roots.flatMap((root) => {
      const [project, manifest] = ['project.json', 'package.json'].map((name) => pathIn(root, name)) as [string, string]
      const { targets } = asObject(readJsonFile(tree, project, 'bad-project-json'))
      const { nx } = asObject(readJsonFile(tree, manifest, 'bad-project-json'))
      return [
        ...placesIn({ file: project, path: ['targets'] }, targets, names),
        ...placesIn({ file: manifest, path: ['nx', 'targets'] }, asObject(nx)['targets'], names),
      ]
    }),
  ]
}

function placesIn({ file, path }: Pick<TargetPlace, 'file' | 'path'>, targets: unknown, kinds: TargetKinds): TargetPlace[] {
  return Object.entries(asObject(targets)).flatMap(([name, value]) => {
    const kind = kinds.get(name)
    if (kind === undefined) return []
    // A target's defaults may be a list, of one entry for each filter.
    if (Array.isArray(value)) return value.map((entry, i) => ({ kind, file, path: [...path, name, i], target: asObject(entry) }))
    return [{ kind, file, path: [...path, name], target: asObject(value) }]
  })
}

/** As people find it in the file: `targets.docker-build`. */
export function renderTargetPlace({ file, path }: Pick<TargetPlace, 'file' | 'path'>): string {
  return `${file}: ${path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')}`
}

/** Changes of the files that hold the targets. */
export function changesByFile(changes: readonly (readonly [TargetPlace, readonly JsonChange[]])[]): FileChanges {
  const byFile = new Map<string, JsonChange[]>()
  for (const [{ file }, own] of changes) byFile.set(file, [...(byFile.get(file) ?? []), ...own])
  return byFile
}
