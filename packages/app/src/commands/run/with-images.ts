import { openCommandWorkspace } from '@module-images/workspace'
import { createTerminalStatus } from '../../output/task-terminal.js'
import { type OpenSession, openSession, type SessionContext } from '../../tasks/open-session.js'
import { prepareReceipts } from '../../receipts/receipts.js'
import type { CommandContext } from '../../session/command-context.js'

/** Opens a session for a command and closes it after. A module that is named is meant, so inactive ones count in CI as well. */
export async function withImages<T>(context: CommandContext, work: (session: OpenSession) => Promise<T>): Promise<T> {
  const workspace = await openCommandWorkspace(context)
  const session = openSession(workspace, sessionContext(context))
  try {
    prepareReceipts(workspace.root)
    return await work(session)
  } finally {
    await session.close()
  }
}

/** What the session of a command is made of. */
export function sessionContext(context: CommandContext): SessionContext {
  const status = createTerminalStatus(process.stderr, context.env)
  const verbose = context.env['NX_VERBOSE_LOGGING'] === 'true'
  return { ...context, status, verbose, environment: { ...context.environment, ci: false } }
}
