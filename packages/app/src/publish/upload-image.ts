import { ModuleImagesError, renderBytes, shortContentTag } from '@module-images/core'
import { type Engine, isPassingTransferFailure, isRefusedTransfer, type TransferProgress } from '@module-images/engine'
import type { Activities } from '../session/activities.js'
import type { EngineImages } from '../session/engine-images.js'
import type { PushConfig } from '../session/push-config.js'
import type { BuildTargetName } from '../session/session.js'
import type { Repositories } from './repositories.js'
import { RETRY_POLICIES, retry, type RetryContext } from '../session/retry.js'
import type { ImageTarget } from '../session/image-target.js'

/** What an upload takes. */
export interface UploadPorts extends RetryContext, BuildTargetName {
  readonly engine: Pick<Engine, 'tag' | 'push' | 'inspect'>
  readonly engineImages: Pick<EngineImages, 'findKnown'>
  readonly activities: Activities
  readonly repositories: Pick<Repositories, 'ensure' | 'paced'>
  /** A configuration folder for the engine's pushes; undefined where the user's own serves. */
  readonly pushConfig: PushConfig['path']
}

/**
 * From the engine, which the build before this made sure has it; again after failures that pass.
 *
 * @throws ModuleImagesError `image-not-built`; what the registry said last
 */
export async function uploadImage(ports: UploadPorts, wanted: ImageTarget): Promise<void> {
  const { module, image, contentTag } = wanted
  const target = `${image}:${contentTag}`
  const local = await ports.engineImages.findKnown(wanted)
  if (!local) {
    throw new ModuleImagesError({
      code: 'image-not-built',
      kind: 'environment',
      message: `${target} is neither in the registry nor in the engine.`,
      fix: `Build it first: npx nx ${ports.workspace.settings.targets.build} ${module.name}`,
    })
  }
  await ports.repositories.ensure(image)
  // Also where it has that name: a name may have come to name another image since.
  await ports.engine.tag(local.id, target)
  const size = local.size === undefined ? '' : ` (${renderBytes(local.size)} in the engine)`
  ports.log(`${module.name}  pushing ${image}:${shortContentTag(contentTag)}${size}`)
  const activity = ports.activities.start(module.name, 'pushing')
  try {
    await pushWithRetry(ports, wanted, activity.transfer)
  } finally {
    activity.end()
  }
}

/** Signs in anew where the registry says that the sign-in ended. */
async function pushWithRetry(ports: UploadPorts, { module, image, contentTag }: ImageTarget, progress: TransferProgress): Promise<void> {
  const target = `${image}:${contentTag}`
  const operation = `push ${image}:${shortContentTag(contentTag)}`
  const [host = image] = image.split('/')
  const layers = () => countLayers(ports, target, module.options.platforms.length)
  const signIn = createRenewableSignIn(ports)
  const push = () => ports.repositories.paced(layers, async () => ports.engine.push(target, await signIn.next(), progress))
  await retry(ports, { host, operation }, push, (error) => {
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

function createRenewableSignIn({ pushConfig }: Pick<UploadPorts, 'pushConfig'>) {
  let [used, refused]: [string | undefined, string | undefined] = [undefined, undefined]
  const renewals = { 'registry-denied': 0, 'registry-sign-in-ended': 0 }
  return {
    next: async () => (used = await pushConfig(refused)),
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
async function countLayers({ engine }: Pick<UploadPorts, 'engine'>, reference: string, platforms: number): Promise<number> {
  const image = await engine.inspect(reference)
  const layers = image.kind === 'present' ? (image.layers ?? 1) : 1
  return Math.max(1, layers) * Math.max(1, platforms)
}
