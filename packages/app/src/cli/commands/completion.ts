import { Argument } from 'commander'
import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'
import { writeStyledResult } from '../../output/write-output.js'
import { SHELLS } from '../completion/shells.js'

const HELP: HelpText = {
  details: `
Commands, options, their values and the modules of the workspace are completed. Where module-images is not installed for all workspaces, complete an
alias: alias module-images='npx --no module-images'.`,
  examples: SHELLS.map(({ name, install }) => [install, `for ${name}, once`] as const),
}

/** `module-images completion SHELL`, and `complete`, which its script asks. */
export const completionCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('completion'), HELP)
      .description('Prints a script that completes command lines of module-images in a shell.')
      .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS.map(({ name }) => name)))
      // Of a shell, and of no workspace.
      .action((shell: string) => writeStyledResult(SHELLS.find(({ name }) => name === shell)?.script ?? ''))
    program
      .command('complete', { hidden: true })
      .argument('[words...]')
      .action((words: string[]) =>
        action(async (context) => {
          const { runComplete } = await import('../completion/run-complete.js')
          return runComplete(program, words, context)
        }),
      )
  },
}
