import type { Session } from '../session/session.js'
import { removeReceipt, writeReceipt } from '../receipts/receipts.js'
import { readRegistryState, reconcileImage } from './reconcile-image.js'
import { type ImageTarget, resolveTarget } from '../session/image-target.js'

/**
 * Sees to it that engine or registry has the image of this checkout: what neither has is built, the modules it stands on first. For runs
 * without Nx's own order of tasks; needs `prepareReceipts` before.
 *
 * @throws ModuleImagesError where a module is broken, or a build failed
 */
export async function ensureImage(run: Session, name: string): Promise<void> {
  const wanted = await resolveTarget(run, name)
  if (await isThere(run, wanted)) return
  for (const base of wanted.module.bases) if (base.kind === 'module') await ensureImage(run, base.module)
  await removeReceipt(run.workspace.root, name)
  await writeReceipt(run.workspace.root, await reconcileImage(run, name))
}

async function isThere(run: Session, wanted: ImageTarget): Promise<boolean> {
  if (wanted.module.options.noCache) return false
  if ((await run.engineImages.find(wanted)) !== undefined) return true
  return (await readRegistryState(run, wanted)).kind === 'present'
}
