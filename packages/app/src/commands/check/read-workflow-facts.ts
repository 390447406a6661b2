import { ModuleImagesError, pathIn } from '@module-images/core'
import { chooseRegistryKind } from '@module-images/registry'
import type { WorkflowFacts } from '@module-images/workflows'
import { folderInRepository, readDefaultBase, type Settings, type Workspace } from '@module-images/workspace'
import { DEFAULT_SCRIPT } from '../../session/default-script.js'
import { readPackageManager } from './read-package-manager.js'

/** Faults that leave unknown which workflows a module has; any other fault is no matter of workflows. */
const NAMELESS = new Set(['bad-project-json', 'bad-project-name', 'unreadable-file', 'unreadable-folder', 'module-name-collision'])

/**
 * What the workflows of this workspace are made from, but for the pins of their actions, which the workflows that are there tell.
 *
 * @throws ModuleImagesError for options of nx.json, `unknown-module-options` among them, and for a module whose name or state cannot be told
 */
export function readWorkflowFacts(workspace: Workspace): Omit<WorkflowFacts, 'pins'> {
  const { files, settings, modules, broken } = workspace
  for (const { error } of broken.values()) if (isNameless(error)) throw error
  const all = [...modules.values(), ...broken.values()].sort(byRoot)
  checkModuleOptions(settings, all)
  return {
    folder: folderInRepository(files.root),
    modules: all.map(({ name, root, active }) => ({ name, root, active, runs: hasProgram(workspace, root) })),
    registry: describeRegistry(settings),
    platforms: [...new Set([...modules.values()].flatMap(({ options }) => options.platforms))].sort(),
    sharesLayers: settings.layerCache !== 'off',
    targets: { ...settings.targets, check: settings.checks.target },
    packageManager: readPackageManager(files),
    options: { ...settings.workflows, defaultBranch: settings.workflows.defaultBranch ?? defaultBranch(workspace) },
  }
}

/** A module of another name would run on another runner than was meant, and nobody be told. */
function checkModuleOptions({ workflows }: Settings, modules: readonly { readonly name: string }[]): void {
  const names = modules.map(({ name }) => name)
  const unknown = Object.keys(workflows.modules).find((name) => !names.includes(name))
  if (unknown !== undefined) throw unknownModule(unknown, names)
}

function unknownModule(unknown: string, names: readonly string[]): ModuleImagesError {
  return new ModuleImagesError({
    code: 'unknown-module-options',
    kind: 'input',
    message: `The option workflows.modules names '${unknown}', and there is no such module.`,
    place: { file: 'nx.json' },
    fix: `Correct the name, or remove the entry. The modules are ${names.join(', ')}.`,
  })
}

/** Whether there is something to run in its image. */
function hasProgram({ files, definitions, settings }: Workspace, root: string): boolean {
  return files.has(pathIn(root, DEFAULT_SCRIPT)) || definitions.get(root)?.optionsOf(settings.targets.run)['command'] !== undefined
}

function isNameless({ code, place }: ModuleImagesError): boolean {
  return NAMELESS.has(code) && (code === 'module-name-collision' || /(?:^|\/)project\.json$/.test(place?.file ?? ''))
}

function byRoot(a: { readonly root: string }, b: { readonly root: string }): number {
  return a.root < b.root ? -1 : 1
}

function describeRegistry({ registry, registryKind }: Settings): WorkflowFacts['registry'] {
  const [host = ''] = registry.split('/')
  const { name } = chooseRegistryKind(host, registryKind)
  return { kind: name === 'docker-hub' || name === 'gitlab' ? 'oci' : name, host }
}

/** `defaultBase` may name the remote's branch. */
function defaultBranch({ files }: Workspace): string {
  return readDefaultBase(files)?.replace(/^origin\//, '') ?? 'main'
}
