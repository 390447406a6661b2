import { removeReceipt, writeReceipt } from '../receipts/receipts.js'
import { readRegistryState, reconcileImage, type ReconcilePorts } from './reconcile-image.js'
import { type ImageTarget, resolveTarget } from '../session/image-target.js'

/**
 * Sees to it that engine or registry has the image of this checkout: what neither has is built, the modules it stands on first. For runs
 * without Nx's own order of tasks; needs `prepareReceipts` before.
 *
 * @throws ModuleImagesError where a module is broken, or a build failed
 */
export async function ensureImage(ports: ReconcilePorts, name: string): Promise<void> {
  const wanted = await resolveTarget(ports, name)
  if (await isThere(ports, wanted)) return
  for (const base of wanted.module.bases) if (base.kind === 'module') await ensureImage(ports, base.module)
  removeReceipt(ports.workspace.root, name)
  writeReceipt(ports.workspace.root, await reconcileImage(ports, name))
}

async function isThere(ports: ReconcilePorts, wanted: ImageTarget): Promise<boolean> {
  if (wanted.module.options.noCache) return false
  if ((await ports.engineImages.find(wanted)) !== undefined) return true
  return (await readRegistryState(ports, wanted)).kind === 'present'
}
