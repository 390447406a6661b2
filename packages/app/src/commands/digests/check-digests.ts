import { ModuleImagesError, renderJson } from '@module-images/core'
import { openCommandWorkspace, selectModules } from '@module-images/workspace'
import type { DigestFormatName } from './digest-format.js'
import { planPinCheck } from './plan-pin-check.js'
import { chooseOwnPins, readPinFacts, readPinnedFile } from './read-pin-facts.js'
import { readGivenFile } from '../../files/given-file.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry } from '../../session/destination.js'
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
  const pinned = readPinnedFile(readGivenFile(file), file, options.format)
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(context.environment, workspace.settings)
  const { prefix } = named
  const own = chooseOwnPins(pinned, prefix, workspace)
  const { modules, broken } = selectModules(workspace, options.modules)
  const asked = options.modules.length === 0 ? [] : [...modules, ...broken].map(({ name }) => name)
  if (own.length === 0 && asked.length === 0) throw noPins(file, prefix)
  const check = planPinCheck(await readPinFacts(own, named, workspace, context), asked)
  context.print(json ? renderJson({ file, registry: prefix, ...check }, 2) : renderPinCheck(check, file, prefix))
  return check.problems.length === 0 ? 0 : 1
}

/** The error for a file that names none of this workspace's images. */
export function noPins(file: string, prefix: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'no-pins',
    kind: 'input',
    message: `Names no image of ${prefix}.`,
    place: { file },
    fix: 'Images whose names are put together when the pipeline runs cannot be checked: write them out.',
  })
}
