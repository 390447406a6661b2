import { ModuleImagesError, type RegistryState, renderRepository } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import { createContentKeys, type ContentKeys, unknownModule, type Workspace } from '@module-images/workspace'
import { createImageTags, type OpenImageTags } from '../../registry-view/image-tags.js'
import { createRepositoryTags } from '../../registry-view/repository-tags.js'
import type { CommandContext } from '../../session/command-context.js'
import type { NamedRegistry } from '../../session/destination.js'
import { withRegistries } from '../../session/registry-access.js'
import { findDigestFormat } from './digest-formats.js'
import type { DigestFormatName } from './digest-format.js'
import { type Pin, readParameterName } from './pin.js'
import type { PinFacts } from './plan-pin-check.js'

/** A file of a pipeline, and what it names. */
export interface PinnedFile {
  readonly text: string
  readonly pins: readonly Pin[]
}

/**
 * Reads the pins of a file's text.
 *
 * @param file as errors shall call it, and by whose name the format is known where none is named
 * @throws ModuleImagesError `unknown-digest-format`, and what the format's `readPins` throws
 */
export function readPinnedFile(text: string, file: string, name: DigestFormatName | undefined): PinnedFile {
  const format = findDigestFormat(name, file)
  if (format === undefined) {
    throw new ModuleImagesError({
      code: 'unknown-digest-format',
      kind: 'usage',
      message: 'Its name does not tell its format.',
      place: { file },
      fix: 'Name the format with --format.',
    })
  }
  return { text, pins: format.readPins(text, file) }
}

/** A pin that is one of this workspace: by its repository, or by the name of the parameter that it is given to. */
export interface OwnPin {
  readonly pin: Pin
  readonly module: string | undefined
  readonly image: string | undefined
  /** It names an image of this workspace's registry. */
  readonly isInRegistry: boolean
}

/**
 * Chooses the pins of a file that are this workspace's.
 *
 * @throws ModuleImagesError `unknown-module` for one that `pipelineNames` names
 */
export function chooseOwnPins({ text, pins }: PinnedFile, prefix: string, workspace: Workspace): OwnPin[] {
  const modules = [...workspace.modules.values(), ...workspace.broken.values()]
  const byImage = new Map(modules.map((module) => [`${prefix}/${module.image}`, module]))
  const aliases = new Map(
    Object.entries(workspace.settings.pipelineNames).map(([parameter, name]) => {
      const module = modules.find((one) => one.name === name)
      if (module === undefined) throw unknownModule(name, workspace)
      return [parameter, module]
    }),
  )
  return pins.flatMap((pin): OwnPin[] => {
    const repository = renderRepository(pin.reference)
    const start = pin.written && text.indexOf(pin.written.text, pin.written.from)
    const module = aliases.get((start !== undefined && readParameterName(text, start)) || '') ?? byImage.get(repository)
    const isInRegistry = repository.startsWith(`${prefix}/`)
    if (module === undefined && !isInRegistry) return []
    return [{ pin, isInRegistry, module: module?.name, image: module && `${prefix}/${module.image}` }]
  })
}

/** Asks the registry what pins name, and what the checkout wants in their place. Other registries are not asked. */
export async function readPinFacts(
  pins: readonly OwnPin[],
  named: NamedRegistry,
  workspace: Workspace,
  context: CommandContext,
): Promise<PinFacts[]> {
  const contentKeys = createContentKeys(workspace)
  return withRegistries({ ...context, named }, ({ registry }) => {
    const sources: FactSources = { registry, imageTags: createImageTags(registry), contentKeys }
    return Promise.all(pins.map((pin) => readFacts(pin, sources)))
  })
}

interface FactSources {
  readonly registry: RegistryClient
  /** Shared by all pins: what the content tag of a module names is asked for once. */
  readonly imageTags: OpenImageTags
  readonly contentKeys: ContentKeys
}

async function readFacts({ pin, module, image, isInRegistry }: OwnPin, sources: FactSources): Promise<PinFacts> {
  const { tag = '', digest } = pin.reference
  const repository = createRepositoryTags(sources.registry, renderRepository(pin.reference))
  const elsewhere: RegistryState = { kind: 'present', digest: digest ?? '' }
  const [names, wanted, tags] = await Promise.all([
    !isInRegistry ? elsewhere : digest === undefined ? repository.state(tag) : repository.digestState(digest),
    module === undefined || image === undefined ? MISSING : readWanted(image, module, sources),
    isInRegistry ? repository.states(pin.tags) : [],
  ])
  return { pin, module, image, names, wanted, tags }
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
