import type { Command } from 'commander'
import type { CommandContext } from '../../session/command-context.js'

/** Whether a command needs an Nx workspace around the current folder. */
export type WorkspaceNeed = 'needed' | 'optional'

/** Wraps what a command does: it gets the context, and its result is the exit code. */
export type DeclareAction = (run: (context: CommandContext) => Promise<number>, workspace?: WorkspaceNeed) => Promise<void>

/**
 * One command of `module-images`: one file, and one entry in `command-groups.ts`. `declare` adds the command with its arguments and options and
 * hands back what to run; nothing heavy is imported before that.
 */
export interface CommandSpec {
  declare(program: Command, action: DeclareAction): void
}
