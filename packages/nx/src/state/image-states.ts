import type { Engine } from '@module-images/engine'
import { createEngineImages } from '../apply/engine-images.js'
import { createKeyring } from '../keys/keyring.js'
import { stateVariable } from '../workspace/state-variable.js'
import type { Workspace } from '../workspace/read-workspace.js'

/**
 * What the hook tells Nx of each module's image: the content tag where the engine has it, so that a hit in Nx's cache means the
 * image is really there; or something never said before, so that no hit is possible.
 *
 * @param nonce a value of this run alone
 */
export async function readImageStates(
  workspace: Workspace,
  engine: Pick<Engine, 'listKeyedImages'>,
  nonce: string,
): Promise<Record<string, string>> {
  const keyring = createKeyring(workspace)
  const images = createEngineImages(() => engine.listKeyedImages())
  const states = [...workspace.modules.values()].map(async ({ name, image }) => {
    const result = await keyring.keyOf(name)
    const there = result.kind === 'keyed' && (await images.find(image, result.contentTag)) !== undefined
    return [stateVariable(name), there ? result.contentTag : `missing ${nonce}`] as const
  })
  return Object.fromEntries(await Promise.all(states))
}
