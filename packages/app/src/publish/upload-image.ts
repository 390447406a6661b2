import { ModuleImagesError } from '@module-images/core'
import { isPassingTransferFailure, isRefusedTransfer } from '@module-images/engine'
import type { Session } from '../session/session.js'
import { RETRY_POLICIES, retry } from '../session/retry.js'
import type { ImageTarget } from '../session/image-target.js'

/** From the engine, which the build before this made sure has it; again after failures that pass. */
export async function uploadImage(run: Session, wanted: ImageTarget): Promise<void> {
  const { module, image, contentTag } = wanted
  const target = `${image}:${contentTag}`
  const local = await run.engineImages.find(wanted)
  if (!local) {
    throw new ModuleImagesError({
      code: 'image-not-built',
      kind: 'environment',
      message: `${target} is neither in the registry nor in the engine.`,
      fix: `Build it first: npx nx ${run.workspace.settings.targets.build} ${module.name}`,
    })
  }
  await run.repositories.ensure(image)
  // Also where it has that name: a name may have come to name another image since.
  await run.engine.tag(local.id, target)
  run.log(`${module.name}  pushing ${target}`)
  const [host = image] = image.split('/')
  const layers = () => countLayers(run, target, module.options.platforms.length)
  const signIn = createRenewableSignIn(run)
  const push = () => run.repositories.paced(layers, async () => run.engine.push(target, await signIn.next()))
  await retry(run, { host, operation: `push ${target}` }, push, (error) => {
    if (isPassingTransferFailure(error))
      return { policy: error.code === 'registry-unreachable' ? RETRY_POLICIES.unreachable : RETRY_POLICIES.push }
    return isRefusedTransfer(error) && signIn.refuse(error.code) ? { policy: RETRY_POLICIES.push } : undefined
  })
}

/**
 * How often one push asks for a sign-in anew. Whoever may not push is told so at the second refusal, since a registry need not say that
 * it is the sign-in that ended. Where it does say so, its tokens may live for less than an upload takes; the time of the whole push bounds that too.
 */
const RENEWALS = { 'registry-denied': 1, 'registry-sign-in-ended': 4 } as const

function createRenewableSignIn(run: Session) {
  let [used, refused]: [string | undefined, string | undefined] = [undefined, undefined]
  const renewals = { 'registry-denied': 0, 'registry-sign-in-ended': 0 }
  return {
    next: async () => (used = await run.pushConfig(refused)),
    /** False when it has been asked for as often as is of use. */
    refuse(code: keyof typeof RENEWALS): boolean {
      if (renewals[code] >= RENEWALS[code]) return false
      renewals[code] += 1
      refused = used
      return true
    },
  }
}

/** What pushes are paced by. An engine that does not say pushes at the pace of one layer. */
async function countLayers(run: Session, reference: string, platforms: number): Promise<number> {
  const image = await run.engine.inspect(reference)
  const layers = image.kind === 'present' ? (image.layers ?? 1) : 1
  return Math.max(1, layers) * Math.max(1, platforms)
}
