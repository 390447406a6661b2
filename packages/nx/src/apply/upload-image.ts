import { ModuleImagesError } from '@module-images/core'
import { isPassingTransferFailure } from '@module-images/engine'
import type { ImageRun } from './image-run.js'
import { PATIENCE, patiently } from './patience.js'
import type { WantedImage } from './wanted-image.js'

/** From the engine, which the build before this made sure has it; again after failures that pass. */
export async function uploadImage(run: ImageRun, { module, image, contentTag }: WantedImage): Promise<void> {
  const target = `${image}:${contentTag}`
  const local = await run.engineImages.find(module.image, contentTag)
  if (!local) {
    throw new ModuleImagesError({
      code: 'image-not-built',
      kind: 'environment',
      message: `${target} is neither in the registry nor in the engine.`,
      hint: `Build it first: npx nx ${run.workspace.settings.targets.build} ${module.name}`,
    })
  }
  await run.repositories.ensure(image)
  const source = `${local.repository}:${local.tag}`
  if (source !== target) await run.engine.tag(source, target)
  run.say(`${module.name}  pushing ${target}`)
  const [host = image] = image.split('/')
  const layers = () => countLayers(run, target, module.options.platforms.length)
  const signIn = createRenewableSignIn(run)
  const push = () => run.repositories.paced(layers, async () => run.engine.push(target, await signIn.next()))
  await patiently(run, { host, operation: `push ${target}` }, push, (error) => {
    if (isPassingTransferFailure(error)) return { policy: error.code === 'registry-unreachable' ? PATIENCE.unreachable : PATIENCE.push }
    return isDenied(error) && signIn.refuse() ? { policy: PATIENCE.push } : undefined
  })
}

function isDenied(error: Error): boolean {
  return error instanceof ModuleImagesError && error.code === 'registry-denied'
}

/** A sign-in may end in the middle of a push, which the engine tells as it tells of a missing permission: one more is worth a try. */
function createRenewableSignIn(run: ImageRun) {
  let [used, refused, isRenewed]: [string | undefined, string | undefined, boolean] = [undefined, undefined, false]
  return {
    next: async () => (used = await run.pushConfig(refused)),
    /** False when that was the second one. */
    refuse(): boolean {
      if (isRenewed) return false
      ;[isRenewed, refused] = [true, used]
      return true
    },
  }
}

/** What pushes are paced by. An engine that does not say pushes at the pace of one layer. */
async function countLayers(run: ImageRun, reference: string, platforms: number): Promise<number> {
  const image = await run.engine.inspect(reference)
  const layers = image.kind === 'present' ? (image.layers ?? 1) : 1
  return Math.max(1, layers) * Math.max(1, platforms)
}
