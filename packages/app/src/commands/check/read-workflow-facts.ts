import type { ModuleImagesError } from '@module-images/core'
import { planPins, type WorkflowFacts, type WorkflowRegistry } from '@module-images/workflows'
import { folderInRepository, readDefaultBase, type Settings, type Workspace } from '@module-images/workspace'

/** Faults that leave unknown which workflows a module has; any other fault is no matter of workflows. */
const NAMELESS = new Set(['bad-project-json', 'bad-project-name', 'unreadable-file', 'unreadable-folder', 'module-name-collision'])

/**
 * What the workflows of this workspace are made from.
 *
 * @param generated texts of the workflows there are, for their pins
 * @throws ModuleImagesError for options of nx.json and for a module whose name or state cannot be told
 */
export function readWorkflowFacts(workspace: Workspace, generated: readonly string[]): WorkflowFacts {
  const { files, settings, modules, broken } = workspace
  for (const { error } of broken.values()) if (isNameless(error)) throw error
  return {
    folder: folderInRepository(files.root),
    modules: [...modules.values(), ...broken.values()].map(({ name, root, active }) => ({ name, root, active })).sort(byRoot),
    registry: { kind: registryKind(settings), host: settings.registry.split('/')[0] ?? '' },
    manyPlatforms: [...modules.values()].some(({ options }) => options.platforms.some((platform) => platform !== 'linux/amd64')),
    targets: settings.targets,
    options: { ...settings.workflows, defaultBranch: settings.workflows.defaultBranch ?? defaultBranch(workspace) },
    pins: planPins(generated),
  }
}

function isNameless({ code, place }: ModuleImagesError): boolean {
  return NAMELESS.has(code) && (code === 'module-name-collision' || /(?:^|\/)project\.json$/.test(place?.file ?? ''))
}

function byRoot(a: { readonly root: string }, b: { readonly root: string }): number {
  return a.root < b.root ? -1 : 1
}

function registryKind({ registry, registryKind }: Settings): WorkflowRegistry {
  if (registryKind !== undefined) return registryKind
  const [host] = registry.split('/')
  if (host === 'public.ecr.aws') return 'ecr-public'
  return host === 'ghcr.io' ? 'ghcr' : 'oci'
}

/** `defaultBase` may name the remote's branch. */
function defaultBranch({ files }: Workspace): string {
  return readDefaultBase(files)?.replace(/^origin\//, '') ?? 'main'
}
