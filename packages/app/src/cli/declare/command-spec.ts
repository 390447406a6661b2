import type { Command } from 'commander'
import type { CommandContext } from '../../session/command-context.js'

/**
 * One command of `module-images`: one file, and one entry in the array of `main.ts`. `declare` adds the command with its
 * arguments and options and hands back what to run; nothing heavy is imported before that.
 */
export interface CommandSpec {
  /** @param action wraps what the command does: it gets the context, and its result is the exit code */
  declare(program: Command, action: (run: (context: CommandContext) => Promise<number>) => Promise<void>): void
}
