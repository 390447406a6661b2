import { createImageRun } from '../apply/create-image-run.js'
import type { ImageRun } from '../apply/image-run.js'
import { prepareReceipts } from '../apply/receipts.js'
import type { CommandContext } from '../cli/command-context.js'
import { openWorkspace } from '../workspace/read-workspace.js'

/** Gives a command an image run and closes it after. Whoever names a module means it, so inactive ones count in CI as well. */
export async function withImages<T>(
  { workspaceRoot, env, environment, signal, say }: CommandContext,
  work: (run: ImageRun) => Promise<T>,
): Promise<T> {
  const run = createImageRun(await openWorkspace(workspaceRoot), { env, environment: { ...environment, ci: false }, signal, say })
  try {
    prepareReceipts(workspaceRoot)
    return await work(run)
  } finally {
    await run.close()
  }
}
