import { openCommandWorkspace } from '@module-images/workspace'
import { createSession } from '../../session/create-session.js'
import type { Session } from '../../session/session.js'
import { prepareReceipts } from '../../receipts/receipts.js'
import type { CommandContext } from '../../session/command-context.js'

/** Gives a command an image run and closes it after. Whoever names a module means it, so inactive ones count in CI as well. */
export async function withImages<T>(context: CommandContext, work: (run: Session) => Promise<T>): Promise<T> {
  const workspace = await openCommandWorkspace(context)
  const run = createSession(workspace, { ...context, environment: { ...context.environment, ci: false } })
  try {
    prepareReceipts(workspace.root)
    return await work(run)
  } finally {
    await run.close()
  }
}
