import { ModuleImagesError } from '@module-images/core'
import { isNearDockerfile, type WorkspaceCheckFacts } from '@module-images/check'
import {
  createModuleMatcher,
  definePlainModules,
  DOCKERFILE,
  type FileSource,
  type FolderEntry,
  isPattern,
  readNxJson,
  type Workspace,
} from '@module-images/workspace'

/** Folders below a module that are looked into for a Dockerfile: deep enough for people, and not for what data holds. */
const LEVELS_BELOW_MODULE = 3

/** Folders in which nobody keeps a Dockerfile of a module; neither in any whose name begins with a dot. */
const NEVER = new Set(['node_modules', 'dist'])

/** What should perhaps have been a module and is none, by reading the folders of the `modules` globs and those of modules. */
export function findDockerfiles(workspace: Workspace): Pick<WorkspaceCheckFacts, 'withoutDockerfile' | 'nestedDockerfiles'> {
  const { files, settings } = workspace
  const modules = new Map([...workspace.modules.values(), ...workspace.broken.values()].map(({ root, name }) => [root, name]))
  const isModule = createModuleMatcher(settings)
  const isLeftOut = createModuleMatcher({ modules: settings.modules.flatMap((glob) => (glob.startsWith('!') ? glob.slice(1) : [])) })
  const without = new Map<string, WorkspaceCheckFacts['withoutDockerfile'][number]>()
  const nested = new Map<string, string>()

  const look = (folder: string, levels: number, module: string | undefined): void => {
    if (isLeftOut(folder)) return
    const entries = listFolder(files, folder)
    const names = entries.flatMap(({ name, kind }) => (kind === 'directory' ? [] : [name]))
    if (folder !== '' && isModule(folder)) {
      const counts = !names.includes(DOCKERFILE) && (module === undefined || names.some(isNearDockerfile))
      if (counts) without.set(folder, { root: folder, names, active: isActive(workspace, folder) })
    } else if (module !== undefined && names.includes(DOCKERFILE)) nested.set(`${folder}/${DOCKERFILE}`, module)
    const own = modules.get(folder)
    const left = own === undefined ? levels : Math.max(levels, LEVELS_BELOW_MODULE)
    if (left === 0) return
    for (const { name, kind } of entries) {
      if (kind !== 'directory' || name.startsWith('.') || NEVER.has(name)) continue
      look(folder === '' ? name : `${folder}/${name}`, left - 1, own ?? module)
    }
  }
  for (const glob of settings.modules) if (!glob.startsWith('!')) look(...startOf(glob), undefined)
  return {
    withoutDockerfile: sortedValues(without),
    nestedDockerfiles: sortedValues(new Map([...nested].map(([file, module]) => [file, { file, module }]))),
  }
}

/** The folder in which a glob's first wildcard, or its last name, is looked for, and how many levels there are to what it matches. */
function startOf(glob: string): [folder: string, levels: number] {
  const steps = glob.split('/')
  const wildcard = steps.findIndex(isPattern)
  const start = steps.slice(0, wildcard < 0 ? -1 : wildcard)
  return [start.join('/'), glob.includes('**') ? Infinity : steps.length - start.length]
}

/** A folder that cannot be read hides no module: those that were found are read by others. */
function listFolder(files: FileSource, folder: string): readonly FolderEntry[] {
  try {
    return folder === '' || files.has(folder) ? files.list(folder) : []
  } catch (error) {
    if (error instanceof ModuleImagesError) return []
    throw error
  }
}

function isActive({ files, settings }: Workspace, root: string): boolean {
  return [...definePlainModules(files, readNxJson(files), settings, [root])].every(({ definition }) => definition.active)
}

function sortedValues<T>(byPath: ReadonlyMap<string, T>): T[] {
  return [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}
