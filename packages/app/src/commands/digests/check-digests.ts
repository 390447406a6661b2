import { ModuleImagesError, type RegistryState, renderJson, renderRepository } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import { createContentKeys, type ContentKeys, openCommandWorkspace, selectModules, type Workspace } from '@module-images/workspace'
import type { DigestFormatName } from './digest-format.js'
import { findDigestFormat } from './digest-formats.js'
import type { Pin } from './pin.js'
import { type PinFacts, planPinCheck } from './plan-pin-check.js'
import { readGivenFile } from '../../files/given-file.js'
import { withRegistries } from '../../session/registry-access.js'
import { createImageTags, type OpenImageTags } from '../../registry-view/image-tags.js'
import { createRepositoryTags } from '../../registry-view/repository-tags.js'
import type { CommandContext } from '../../session/command-context.js'
import { type NamedRegistry, nameRegistry } from '../../session/destination.js'
import { renderPinCheck } from './render-pin-check.js'

export interface CheckDigestsOptions {
  /** Names or folders of modules that must be pinned; what else is pinned is looked at all the same. */
  readonly modules: readonly string[]
  /** By the file's name where not given. */
  readonly format: DigestFormatName | undefined
  /** Native, from the current folder. */
  readonly file: string
  readonly json: boolean
}

/**
 * `digests --check`: 0 when every image of the registry that the file names is there and is the one of this checkout, else 1.
 *
 * @throws ModuleImagesError `no-pins`, `unknown-digest-format`, `unreadable-file`, and what the format's `readPins` throws
 */
export async function checkDigests(options: CheckDigestsOptions, context: CommandContext): Promise<number> {
  const { file, json } = options
  const pins = readPins(options)
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(context.environment, workspace.settings)
  const { prefix } = named
  const own = pins.filter(({ reference }) => renderRepository(reference).startsWith(`${prefix}/`))
  const { modules, broken } = selectModules(workspace, options.modules)
  const asked = options.modules.length === 0 ? [] : [...modules, ...broken].map(({ name }) => name)
  if (own.length === 0 && asked.length === 0) throw noPins(file, prefix)
  const check = planPinCheck(await readFacts(own, named, workspace, context), asked)
  context.print(json ? renderJson({ file, registry: prefix, ...check }, 2) : renderPinCheck(check, file, prefix))
  return check.problems.length === 0 ? 0 : 1
}

function readPins({ format: name, file }: CheckDigestsOptions): Pin[] {
  const format = findDigestFormat(name, file)
  if (format === undefined) {
    throw new ModuleImagesError({
      code: 'unknown-digest-format',
      kind: 'input',
      message: 'Its name does not tell its format.',
      place: { file },
      fix: 'Name the format with --format.',
    })
  }
  return format.readPins(readGivenFile(file), file)
}

async function readFacts(pins: readonly Pin[], named: NamedRegistry, workspace: Workspace, context: CommandContext): Promise<PinFacts[]> {
  const modules = new Map(
    [...workspace.modules.values(), ...workspace.broken.values()].map(({ name, image }) => [`${named.prefix}/${image}`, name]),
  )
  const contentKeys = createContentKeys(workspace)
  return withRegistries({ ...context, named }, ({ registry }) => {
    const sources: FactSources = { registry, imageTags: createImageTags(registry), contentKeys }
    return Promise.all(pins.map((pin) => readPinFacts(pin, modules.get(renderRepository(pin.reference)), sources)))
  })
}

interface FactSources {
  readonly registry: RegistryClient
  /** Shared by all pins: what the content tag of a module names is asked for once. */
  readonly imageTags: OpenImageTags
  readonly contentKeys: ContentKeys
}

async function readPinFacts(pin: Pin, module: string | undefined, sources: FactSources): Promise<PinFacts> {
  const image = renderRepository(pin.reference)
  const { tag = '', digest } = pin.reference
  const repository = createRepositoryTags(sources.registry, image)
  const [names, wanted, tags] = await Promise.all([
    digest === undefined ? repository.state(tag) : repository.digestState(digest),
    module === undefined ? MISSING : readWanted(image, module, sources),
    repository.states(pin.tags),
  ])
  return { pin, module, names, wanted, tags }
}

const MISSING: RegistryState = { kind: 'missing' }

async function readWanted(image: string, module: string, { imageTags, contentKeys }: FactSources): Promise<RegistryState> {
  const result = await contentKeys.keyOf(module)
  if (result.kind === 'broken') return { kind: 'unknown', reason: `what this checkout wants is not known: ${result.error.message}` }
  try {
    return await imageTags({ ...result, image }).contentState()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.code !== 'wrong-key-label') throw error
    return { kind: 'unknown', reason: error.message }
  }
}

function noPins(file: string, prefix: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-pins',
    kind: 'input',
    message: `Names no image of ${prefix}.`,
    place: { file },
    fix: 'Images whose names are put together when the pipeline runs cannot be checked: write them out.',
  })
}
