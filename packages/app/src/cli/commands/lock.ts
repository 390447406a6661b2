import type { CommandSpec } from '../declare/command-spec.js'
import { addHelp, type HelpText } from '../declare/help-text.js'

const HELP: HelpText = {
  details: `
Adds what is not locked and drops what is not used any more. A base that is locked already stays where it is; module-images refresh moves it.
A module that cannot be read, or whose bases are not all known, keeps its lock; the others are locked all the same.`,
  examples: [
    ['module-images lock', 'the bases of all active modules'],
    ['module-images lock --check', 'for CI: whether each lock is as Dockerfiles and registries say'],
  ],
  failsWhen: 'an error; with --check, a base that has moved, is not locked, is not used, or is in no registry',
}

/** `module-images lock [modules…] [--check] [--json]` */
export const lockCommand: CommandSpec = {
  declare(program, action) {
    addHelp(program.command('lock'), HELP)
      .description('Pins the outside bases of modules to their digests, in image-lock.json beside each Dockerfile.')
      .argument('[modules...]', 'names or folders of modules; without any, all active ones')
      .option('--check', 'write nothing; exit 1 if a base has moved, is not locked, is locked but unused, or is in no registry')
      .option('--json', 'print JSON')
      .action((modules: string[], { check = false, json = false }: { check?: boolean; json?: boolean }) =>
        action(async (context) => {
          const { checkLocks, lockModules } = await import('../../commands/lock/lock-modules.js')
          return check ? checkLocks(modules, { json }, context) : lockModules(modules, { json }, context)
        }),
      )
  },
}
