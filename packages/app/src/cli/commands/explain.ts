import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

const HELP: HelpText = {
  details: `
Compares every part of the module's key: each file its build reads, the Dockerfile, each base, build arguments, labels, target,
platforms, epoch. A base that is a module of this workspace is explained as well. The other revision is read from git; nothing is checked out. Files are
compared as git stores them, so line ends or filters that a checkout converts show as changes.`,
  examples: [
    ['module-images explain hello-r', 'since this branch left the default branch'],
    ['module-images explain hello-r --since v1.2.0', 'since a release'],
  ],
  failsWhen: 'an error; a difference is no error',
}

/** `module-images explain` */
export const explainCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('explain'), HELP)
      .description("Says which parts of a module's key differ between a revision of git and the working tree.")
      .argument('<module>', 'name or folder of a module')
      .option('--since <rev>', 'revision to compare with (default: where this branch left the default branch)')
      .option('--json', 'print JSON')
      .action((module: string, { json = false, since }: { json?: boolean; since?: string }) =>
        action(async (context) => {
          const { runExplain } = await import('../../commands/explain/run-explain.js')
          return runExplain(module, { json, since }, context)
        }),
      )
  },
}
