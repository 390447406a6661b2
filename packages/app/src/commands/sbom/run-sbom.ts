import { resolve } from 'node:path'
import { renderSbom, type SbomFormatName } from '@module-images/trust'
import { createContentKeys, openCommandWorkspace, selectModules } from '@module-images/workspace'
import { writeFileAtomically } from '../../files/write-file-atomically.js'
import { LICENCE_LABEL } from '../../citation/citation.js'
import { readSbomFacts } from '../../packages/read-sbom-facts.js'
import { createImageTags } from '../../registry-view/image-tags.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry } from '../../session/destination.js'
import { withRegistries } from '../../session/registry-access.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'

export interface SbomOptions {
  /** Name or folder. */
  readonly module: string
  readonly format: SbomFormatName
  /** A file in place of standard output; native, from the current folder. */
  readonly output: string | undefined
  /** Ask no registry: the list names no digest. */
  readonly offline: boolean
}

/**
 * `sbom`: the packages of a module's lockfiles as a list of contents of its image.
 *
 * @throws ModuleImagesError `unknown-module`; the module's own where it is broken; what the registry said
 */
export async function runSbom({ module: given, format, output, offline }: SbomOptions, context: CommandContext): Promise<number> {
  const workspace = await openCommandWorkspace(context)
  const { modules, broken } = selectModules(workspace, [given])
  const [{ name } = { name: given }] = [...modules, ...broken]
  const result = await createContentKeys(workspace).keyOf(name)
  if (result.kind === 'broken') throw result.error
  const named = nameRegistry(context.environment, workspace.settings)
  const image = `${named.prefix}/${result.module.image}`
  if (!offline) context.log(renderRegistryOrigin(context, workspace.settings))
  const published = offline
    ? undefined
    : await withRegistries({ ...context, named }, async ({ registry }) => {
        const { key, contentTag } = result
        return createImageTags(registry)({ image, key, contentTag }).contentDetails()
      })
  const digest = published?.digest
  const facts = readSbomFacts(workspace, result, { image, digest, licence: published?.platforms[0]?.labels[LICENCE_LABEL] })
  for (const problem of facts.lockfiles.flatMap(({ problems }) => problems)) context.log(`Not in the list: ${problem}`)
  if (!offline && digest === undefined)
    context.log(`${image} is not published from this checkout: the list names its content key, and no digest.`)
  const text = renderSbom(facts, format)
  if (output === undefined) context.print(text)
  else {
    writeFileAtomically(resolve(output), text, output)
    context.log(`The packages of ${name} were written to ${output}`)
  }
  return 0
}
