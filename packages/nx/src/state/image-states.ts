import { createHash } from 'node:crypto'
import { ModuleImagesError } from '@module-images/core'
import type { Engine } from '@module-images/engine'
import { createEngineImages, type EngineImages, type KeyedName } from '../apply/engine-images.js'
import { createKeyring } from '../keys/keyring.js'
import type { Workspace } from '../workspace/read-workspace.js'
import { stateVariables } from '../workspace/state-variable.js'

/**
 * Up to so many modules have a variable each. Nx copies the environment for every task, and reading one of n variables takes a search
 * through all: with a variable for each of 1,000 modules that was 19 s of 30 and 700 MB. Beyond, modules share variables in groups, and
 * an image that is missing costs the others of its group their hit in Nx's cache: they are then found present, not built.
 */
const MOST_VARIABLES = 64

/**
 * What the hook tells Nx of each module's image: the content tag where the engine has it, so that a hit in Nx's cache means the
 * image is really there; or something never said before, so that no hit is possible.
 *
 * @param nonce a value of this run alone
 */
export async function readImageStates(
  workspace: Workspace,
  engine: Pick<Engine, 'listKeyedImages' | 'inspectMany'>,
  nonce: string,
): Promise<Record<string, string>> {
  const keyring = createKeyring(workspace)
  // The build that follows says what it finds.
  const images = createEngineImages({ engine, say: () => undefined })
  const states = [...workspace.modules.values()].map(async ({ name }) => {
    const result = await keyring.keyOf(name)
    const there = result.kind === 'keyed' && (await isThere(images, result))
    return { module: name, state: there ? result.contentTag : `missing ${nonce}` }
  })
  return planStateVariables(await Promise.all(states))
}

/** An engine that stops answering costs hits in the cache, and not the run: the build will say what is wrong with it. */
async function isThere(images: EngineImages, wanted: KeyedName): Promise<boolean> {
  try {
    return (await images.find(wanted)) !== undefined
  } catch (error) {
    if (error instanceof ModuleImagesError && error.kind === 'environment') return false
    throw error
  }
}

/** The same with nothing asked: every image may be missing. */
export function unknownImageStates({ modules }: Workspace, nonce: string): Record<string, string> {
  return planStateVariables([...modules.keys()].map((module) => ({ module, state: `missing ${nonce}` })))
}

/** Which variable says what. */
export function planStateVariables(states: readonly { readonly module: string; readonly state: string }[]): Record<string, string> {
  if (states.length <= MOST_VARIABLES) return Object.fromEntries(states.map(({ module, state }) => [stateVariables(module).own, state]))
  const groups = new Map<string, string[]>()
  for (const { module, state } of states) {
    const { group } = stateVariables(module)
    const members = groups.get(group) ?? []
    members.push(`${module} ${state}`)
    groups.set(group, members)
  }
  return Object.fromEntries([...groups].map(([name, members]) => [name, digestOf(members)]))
}

/** Of a group in any order. */
function digestOf(members: readonly string[]): string {
  return createHash('sha256').update(members.toSorted().join('\n')).digest('hex')
}
