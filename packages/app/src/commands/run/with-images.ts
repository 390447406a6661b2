import { openCommandWorkspace } from '@module-images/workspace'
import { createImageRun } from '../../session/create-image-run.js'
import type { ImageRun } from '../../session/image-run.js'
import { prepareReceipts } from '../../receipts/receipts.js'
import type { CommandContext } from '../../session/command-context.js'

/** Gives a command an image run and closes it after. Whoever names a module means it, so inactive ones count in CI as well. */
export async function withImages<T>(context: CommandContext, work: (run: ImageRun) => Promise<T>): Promise<T> {
  const workspace = await openCommandWorkspace(context)
  const run = createImageRun(workspace, { ...context, environment: { ...context.environment, ci: false } })
  try {
    prepareReceipts(workspace.root)
    return await work(run)
  } finally {
    await run.close()
  }
}
