import { relative, sep } from 'node:path'
import { type DevcontainerFacts, type DevcontainerMount, findContents, ModuleImagesError, pathIn } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import type { FileSource, ModuleIdentity, Workspace } from '@module-images/workspace'
import { createImageTags } from '../../registry-view/image-tags.js'
import { resolveTarget, type TargetPorts } from '../../session/image-target.js'
import { parseContainerOptions } from './container-options.js'
import { type DataMount, parseMount } from './mount.js'
import { readTargetOptions } from './target-options.js'

/** What the facts of a dev container take. */
export interface DevcontainerPorts extends TargetPorts {
  readonly workspace: Workspace
  readonly registry: Pick<RegistryClient, 'getManifest' | 'readConfig'> & Parameters<typeof createImageTags>[0]
}

/**
 * What a dev container of a module is: the image of this checkout as the registry has it, and what `docker-run` is configured to mount and to
 * pass on.
 *
 * @throws ModuleImagesError `not-published`, `bad-run-options`, `bad-mount`, the module's own error, and whatever the registry throws
 */
export async function readDevcontainerFacts(ports: DevcontainerPorts, module: ModuleIdentity): Promise<DevcontainerFacts> {
  const { workspace, registry } = ports
  const { name, root } = module
  const target = workspace.settings.targets.run
  const { mount, env } = parseContainerOptions(readTargetOptions(workspace, module, target), target)
  const mounts = mount.map((text) => placeMount(parseMount(text, workspace.root), workspace.root))
  const wanted = await resolveTarget(ports, name)
  const details = await createImageTags(registry)(wanted).contentDetails()
  if (details === undefined) throw notPublished(name, `${wanted.image}:${wanted.contentTag}`)
  return {
    name,
    image: `${wanted.image}@${details.digest}`,
    user: details.platforms[0]?.user ?? '',
    folder: root,
    mounts,
    env,
    contents: findContents(listNames(workspace.files, root)),
  }
}

/** What lies in the workspace lies in it on each machine. */
function placeMount({ source, target }: DataMount, workspaceRoot: string): DevcontainerMount {
  const path = relative(workspaceRoot, source)
  const isOutside = path === '' || path.startsWith('..') || path === source
  return { source: isOutside ? source : path.split(sep).join('/'), target }
}

/** Of the module's folder and of those in it, where scripts lie; what lies deeper may be any amount of data. */
function listNames(files: FileSource, root: string): string[] {
  const entries = files.list(root)
  const folders = entries.filter(({ kind }) => kind === 'directory').map(({ name }) => pathIn(root, name))
  return [...entries, ...folders.flatMap((folder) => files.list(folder))].map(({ name }) => name)
}

function notPublished(name: string, image: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'not-published',
    kind: 'input',
    message: `${name}: the registry does not have ${image}, the image of this checkout, and a dev container names it by digest.`,
    fix: `Publish it first (npx nx docker-push ${name}), or check out a commit whose image is published.`,
  })
}
