import { type ImageReference, ModuleImagesError, parseImageReference, withDefaultTag } from '@module-images/core'
import { openWorkspace, selectModules } from '@module-images/workspace'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { readGiven } from '../../session/read-given.js'

/** An image as the command line names it. */
export interface NamedImage {
  readonly name: string
  readonly reference: ImageReference
}

/**
 * Reads images as docker does, but that one word alone is none of Docker Hub: it is taken for the name of a module that somebody means.
 *
 * @throws ModuleImagesError `bad-image-reference`, `module-for-image`, `image-without-registry`
 */
export async function nameImages(names: readonly string[], context: CommandContext): Promise<NamedImage[]> {
  const images: NamedImage[] = []
  for (const name of names) {
    const image = hasRegistry(name) ? undefined : await findModuleImage(name, context)
    if (image !== undefined) throw moduleForImage(name, image)
    if (!name.includes('/')) throw withoutRegistry(name)
    images.push({ name, reference: readGiven(() => withDefaultTag(parseImageReference(name))) })
  }
  return images
}

/** Docker's rule for the first part of a name. */
function hasRegistry(name: string): boolean {
  const [first = '', ...rest] = name.split('/')
  return rest.length > 0 && !first.startsWith('.') && (/[.:]/.test(first) || first === 'localhost')
}

/** The image of a module by its name or folder, with the tag that people use; undefined where there is no workspace, or no such module in it. */
async function findModuleImage(name: string, { workspaceRoot, askNx, environment }: CommandContext): Promise<string | undefined> {
  try {
    const workspace = await openWorkspace(workspaceRoot, askNx)
    const { modules, broken } = selectModules(workspace, [name])
    const [module] = [...modules, ...broken]
    const tag = wantedTags(undefined, environment, workspace.settings).at(-1)
    return module && `${nameRegistry(environment, workspace.settings).prefix}/${module.image}:${tag}`
  } catch (error) {
    if (error instanceof ModuleImagesError) return undefined
    throw error
  }
}

function moduleForImage(name: string, image: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'module-for-image',
    kind: 'usage',
    message: `'${name}' is a module; the signatures are those of images.`,
    fix: `Name its image, with the registry and a tag or digest: ${image}`,
  })
}

function withoutRegistry(name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-without-registry',
    kind: 'usage',
    message: `'${name}' does not say in which registry the image is.`,
    fix: 'Write it as REGISTRY/REPOSITORY:TAG, for example public.ecr.aws/openscpca/hello-r:latest.',
  })
}
